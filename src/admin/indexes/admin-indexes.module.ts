import { Module } from '@nestjs/common';

import { AuditModule } from '../../audit/audit.module.js';
import { IndexesModule } from '../../indexes/indexes.module.js';
import { AuditedCalls } from '../migrations/audited-calls.js';
import { IndexesController } from './indexes.controller.js';

/** The admin API of indexes. */
@Module({ imports: [IndexesModule, AuditModule], controllers: [IndexesController], providers: [AuditedCalls] })
export class AdminIndexesModule {}
