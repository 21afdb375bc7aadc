import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import type { ChainVerification } from '../audit/audit-chain.js';
import { AuditLog, type AuditPage } from '../audit/audit-log.js';
import { AdminRoute } from './admin-route.js';
import { AuditPageDto, AuditQueryDto, ChainVerificationDto } from './audit.dto.js';

/** The audit log and its verification. */
@ApiTags('audit')
@Controller('api/admin/audit')
export class AuditController {
  constructor(private readonly audit: AuditLog) {}

  @Get()
  @AdminRoute({
    summary: 'List changes, newest first',
    operationId: 'listAudit',
    role: 'viewer',
    data: AuditPageDto,
  })
  list(@Query() { limit, before }: AuditQueryDto): Promise<AuditPage> {
    return this.audit.page({ limit, before });
  }

  @Get('verify')
  @AdminRoute({
    summary: 'Verify that nobody changed the audit log',
    operationId: 'verifyAudit',
    role: 'viewer',
    data: ChainVerificationDto,
  })
  verify(): Promise<ChainVerification> {
    return this.audit.verifyChain();
  }
}
