import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

import type { AuditPage } from '../audit/audit-log.js';
import type { AuditRecord } from '../audit/audit-record.js';
import { QueryInteger } from '../http/input/query-parameters.js';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 500;
const OBJECT = { type: 'object', additionalProperties: true } as const;

/** Query of the audit log. */
export class AuditQueryDto {
  @QueryInteger(1, MAX_LIMIT, { description: 'Records per page', default: DEFAULT_LIMIT })
  readonly limit: number = DEFAULT_LIMIT;

  @QueryInteger(1, Number.MAX_SAFE_INTEGER, { description: 'Return only records with smaller numbers' })
  readonly before?: number;
}

/** One record of the audit log. */
export class AuditRecordDto implements Record<keyof AuditRecord, unknown> {
  @ApiProperty({ type: 'integer', minimum: 1 }) seq!: number;
  @ApiProperty({ type: String, format: 'date-time' }) ts!: string;
  @ApiProperty({ enum: ['intent', 'outcome'] }) kind!: string;
  @ApiProperty({ description: 'The same in an action’s intent and outcome' }) actionId!: string;
  @ApiProperty({ example: 'product.update' }) action!: string;
  @ApiProperty() target!: string;
  @ApiPropertyOptional({ ...OBJECT, description: 'Intent: name, role, via, ip' }) actor?: object;
  @ApiPropertyOptional({ ...OBJECT, description: 'Intent: the request, without secrets' }) params?: object;
  @ApiPropertyOptional({ description: 'Intent' }) requestId?: string;
  @ApiPropertyOptional({ type: 'integer', description: 'Outcome: the number of its intent' }) intentSeq?: number;
  @ApiPropertyOptional({ enum: ['done', 'replayed', 'refused', 'unknown'] }) outcome?: string;
  @ApiPropertyOptional(OBJECT) detail?: object;
  @ApiProperty() prevHash!: string;
  @ApiProperty() hash!: string;
}

/** A page of the audit log. */
export class AuditPageDto implements Record<keyof AuditPage, unknown> {
  @ApiProperty({ type: [AuditRecordDto] }) records!: AuditRecordDto[];
  @ApiProperty({ type: 'integer', nullable: true, description: 'Pass it as before to get the next, older page' })
  nextBefore!: number | null;
}

/** Result of verifying the audit log. */
export class ChainVerificationDto {
  @ApiProperty() ok!: boolean;
  @ApiProperty({ type: 'integer' }) checked!: number;
  @ApiProperty({ type: 'object', nullable: true, properties: { seq: { type: 'integer' }, hash: { type: 'string' } } })
  head!: object | null;
  @ApiPropertyOptional({ type: 'object', properties: { seq: { type: 'integer' }, problem: { type: 'string' } } })
  broken?: object;
  @ApiProperty({ type: 'array', items: OBJECT, description: 'Actions without a recorded outcome' })
  open!: readonly object[];
}
