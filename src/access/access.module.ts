import { Module } from '@nestjs/common';

import { AuditModule } from '../audit/audit.module.js';
import { KeyRefusals } from './key-refusals.js';

/** Counts refused keys, for the guard and the alerts. */
@Module({ imports: [AuditModule], providers: [KeyRefusals], exports: [KeyRefusals] })
export class AccessModule {}
