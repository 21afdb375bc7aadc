import { Controller, Get, Query } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, ApiPropertyOptional, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { ChainVerification } from '../audit/audit-chain.js';
import { AuditLog, type AuditPage } from '../audit/audit-log.js';
import { ParameterReader, type RawParameters } from '../http/parameter-reader.js';
import { ApiAdmin, of } from './api-docs.js';
import { RequireRole } from './require-role.decorator.js';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 500;

/** One record of the audit log, for the OpenAPI document. */
export class AuditRecordModel {
  @ApiProperty({ type: 'integer', minimum: 1 }) seq!: number;
  @ApiProperty({ type: String, format: 'date-time' }) ts!: string;
  @ApiProperty({ enum: ['intent', 'outcome'] }) kind!: string;
  @ApiProperty({ description: 'The same in the intent and the outcome of one action' }) actionId!: string;
  @ApiProperty({ example: 'product.update' }) action!: string;
  @ApiProperty() target!: string;
  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: 'Intent: name, role, via, ip' })
  actor?: object;
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'Intent: what was asked for, without secrets',
  })
  params?: object;
  @ApiPropertyOptional({ description: 'Intent' }) requestId?: string;
  @ApiPropertyOptional({ type: 'integer', description: 'Outcome: the number of its intent' }) intentSeq?: number;
  @ApiPropertyOptional({ enum: ['done', 'replayed', 'refused', 'unknown'] }) outcome?: string;
  @ApiPropertyOptional({ type: 'object', additionalProperties: true }) detail?: object;
  @ApiProperty() prevHash!: string;
  @ApiProperty() hash!: string;
}

/** A page of the audit log, for the OpenAPI document. */
export class AuditPageModel {
  @ApiProperty({ type: [AuditRecordModel] }) records!: AuditRecordModel[];
  @ApiProperty({ type: 'integer', nullable: true, description: 'Give it as before for the next, older page' })
  nextBefore!: number | null;
}

/** What a verification found, for the OpenAPI document. */
export class ChainVerificationModel {
  @ApiProperty() ok!: boolean;
  @ApiProperty({ type: 'integer' }) checked!: number;
  @ApiProperty({ type: 'object', nullable: true, properties: { seq: { type: 'integer' }, hash: { type: 'string' } } })
  head!: object | null;
  @ApiPropertyOptional({ type: 'object', properties: { seq: { type: 'integer' }, problem: { type: 'string' } } })
  broken?: object;
  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'Actions without a recorded outcome',
  })
  open!: object[];
}

/** What admins did, and the proof that nobody rewrote it. */
@ApiTags('audit')
@Controller('api/admin/audit')
export class AuditController {
  constructor(private readonly audit: AuditLog) {}

  @Get()
  @RequireRole('viewer')
  @ApiExtraModels(AuditPageModel, ChainVerificationModel)
  @ApiQuery({
    name: 'limit',
    required: false,
    schema: { type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT },
  })
  @ApiQuery({
    name: 'before',
    required: false,
    description: 'Only records with smaller numbers',
    schema: { type: 'integer', minimum: 1 },
  })
  @ApiAdmin({
    summary: 'What was changed, the newest first',
    operationId: 'listAudit',
    role: 'viewer',
    data: of(AuditPageModel),
  })
  async list(@Query() raw: RawParameters): Promise<{ success: true; data: AuditPage }> {
    const reader = new ParameterReader(raw, ['limit', 'before']);
    const limit = reader.integer('limit', 1, MAX_LIMIT) ?? DEFAULT_LIMIT;
    const before = reader.integer('before', 1, Number.MAX_SAFE_INTEGER);
    reader.finish();
    return { success: true, data: await this.audit.page({ limit, before }) };
  }

  @Get('verify')
  @RequireRole('viewer')
  @ApiAdmin({
    summary: 'Whether the audit log is as it was written',
    operationId: 'verifyAudit',
    role: 'viewer',
    data: of(ChainVerificationModel),
  })
  async verify(@Query() raw: RawParameters): Promise<{ success: true; data: ChainVerification }> {
    new ParameterReader(raw, []).finish();
    return { success: true, data: await this.audit.verifyChain() };
  }
}
