import { Global, Module } from '@nestjs/common';

import { AuditModule } from '../audit/audit.module.js';
import { AdminKeys } from './admin-keys.js';
import { AuditController } from './audit.controller.js';
import { AuditedCalls } from './audited-calls.js';

/** Shared by the admin routes of all features: audited calls, and the audit log itself. */
@Global()
@Module({
  imports: [AuditModule],
  controllers: [AuditController],
  providers: [AuditedCalls, AdminKeys],
  exports: [AuditedCalls, AdminKeys, AuditModule],
})
export class AdminModule {}
