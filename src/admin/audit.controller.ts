import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import type { ChainVerification } from '../audit/audit-chain.js';
import { AuditLog, type AuditPage } from '../audit/audit-log.js';
import { AdminRoute } from './admin-route.js';
import { AuditPageDto, AuditQueryDto, ChainVerificationDto } from './audit.dto.js';

/** What admins did, and the proof that nobody rewrote it. */
@ApiTags('audit')
@Controller('api/admin/audit')
export class AuditController {
  constructor(private readonly audit: AuditLog) {}

  @Get()
  @AdminRoute({
    summary: 'What was changed, the newest first',
    operationId: 'listAudit',
    role: 'viewer',
    data: AuditPageDto,
  })
  list(@Query() { limit, before }: AuditQueryDto): Promise<AuditPage> {
    return this.audit.page({ limit, before });
  }

  @Get('verify')
  @AdminRoute({
    summary: 'Whether the audit log is as it was written',
    operationId: 'verifyAudit',
    role: 'viewer',
    data: ChainVerificationDto,
  })
  verify(): Promise<ChainVerification> {
    return this.audit.verifyChain();
  }
}
