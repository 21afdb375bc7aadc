import { Module } from '@nestjs/common';
import { MongoConnectionModule } from '../storage/mongo-connection.module.js';
import { AuditLog } from './audit-log.js';

/** The audit log, for whatever changes something on an admin's word. */
@Module({ imports: [MongoConnectionModule], providers: [AuditLog], exports: [AuditLog] })
export class AuditModule {}
