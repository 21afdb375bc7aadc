import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.js';
import { AuditLog } from './audit-log.js';

/** The audit log of all changes made at an admin's request. */
@Module({ imports: [DatabaseModule], providers: [AuditLog], exports: [AuditLog] })
export class AuditModule {}
