import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.js';
import { AuditLog } from './audit-log.js';

/** The audit log, for whatever changes something on an admin's word. */
@Module({ imports: [DatabaseModule], providers: [AuditLog], exports: [AuditLog] })
export class AuditModule {}
