import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';

import { ParameterReader, type RawParameters } from '../../http/parameter-reader.js';
import { Quarantine } from '../quarantine.js';
import { ApiAdmin, listOf, pathParameter, query } from '../../admin/api-docs.js';
import { AuditedCalls } from '../../admin/audited-calls.js';
import { BodyReader } from '../../admin/body-reader.js';
import type { Answer } from '../../admin/answer.js';
import { QuarantineList } from './quarantine-list.js';
import { type QuarantineView, toQuarantineView } from './quarantine-view.js';
import { RequireRole } from '../../admin/require-role.decorator.js';

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;
const MAX_PAGE = 10_000;
const DIRECTIONS = ['up', 'down'] as const;
const OUTCOMES = ['repaired', 'still-failing', 'gone'] as const;

/** Where a page stands in its list. */
interface Pagination {
  readonly page: number;
  readonly limit: number;
  readonly total: number;
  readonly totalPages: number;
}

const integer = { type: 'integer' };
const PAGINATION = {
  type: 'object',
  required: ['page', 'limit', 'total', 'totalPages'],
  properties: { page: integer, limit: integer, total: integer, totalPages: integer },
};
const ENTRY = {
  type: 'object',
  required: [
    'productId',
    'runId',
    'direction',
    'findings',
    'attempts',
    'firstAt',
    'lastAt',
    'rawBytes',
    'raw',
    'rawProblem',
  ],
  properties: {
    productId: { type: 'string' },
    runId: { type: 'string' },
    direction: { type: 'string', enum: [...DIRECTIONS] },
    findings: listOf({
      type: 'object',
      required: ['path', 'problem'],
      properties: { path: { type: 'string' }, problem: { type: 'string' } },
    }),
    attempts: integer,
    firstAt: { type: 'string', format: 'date-time' },
    lastAt: { type: 'string', format: 'date-time' },
    rawBytes: integer,
    raw: { type: 'object', additionalProperties: true, nullable: true, description: 'Relaxed extended JSON' },
    rawProblem: { type: 'string', nullable: true },
  },
};
const OUTCOME = {
  type: 'object',
  required: ['productId', 'outcome'],
  properties: { productId: { type: 'string' }, outcome: { type: 'string', enum: [...OUTCOMES] } },
};

/** The documents that the mapping refuses, and why. They stay in the collection as they are. */
@ApiTags('quarantine')
@Controller('api/admin/quarantine')
export class QuarantineController {
  constructor(
    private readonly entries: QuarantineList,
    private readonly quarantine: Quarantine,
    private readonly calls: AuditedCalls,
  ) {}

  @Get()
  @RequireRole('viewer')
  @query('page', 'Page number', { type: 'integer', minimum: 1, maximum: MAX_PAGE, default: 1 })
  @query('limit', 'Documents a page', { type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT })
  @query('direction', 'Refused upgrading, or downgrading', { type: 'string', enum: [...DIRECTIONS] })
  @ApiAdmin({
    summary: 'List documents in quarantine',
    operationId: 'listQuarantine',
    role: 'viewer',
    data: listOf(ENTRY),
    more: { pagination: PAGINATION },
  })
  async list(@Query() raw: RawParameters): Promise<Answer<QuarantineView[]> & { readonly pagination: Pagination }> {
    const reader = new ParameterReader(raw, ['page', 'limit', 'direction']);
    const page = reader.integer('page', 1, MAX_PAGE) ?? 1;
    const limit = reader.integer('limit', 1, MAX_LIMIT) ?? DEFAULT_LIMIT;
    const direction = reader.oneOf('direction', DIRECTIONS);
    reader.finish();
    const { entries, total } = await this.entries.list({ page, limit, direction });
    return {
      success: true,
      data: entries.map(toQuarantineView),
      pagination: { page, limit, total, totalPages: Math.ceil(total / limit) },
    };
  }

  /** Tries the mapping on the product again, after somebody repaired it. */
  @Post(':productId/retry')
  @HttpCode(200)
  @RequireRole('operator')
  @pathParameter('productId', 'The product’s id')
  @ApiAdmin({
    summary: 'Try a refused document again',
    operationId: 'retryQuarantined',
    role: 'operator',
    data: OUTCOME,
    problems: [404, 409, 422],
    body: { type: 'object', additionalProperties: false },
  })
  async retry(
    @Param('productId') productId: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<Answer<{ productId: string; outcome: string }>> {
    new BodyReader(body, []).finish();
    const id = await this.entries.idOf(productId);
    const outcome = await this.calls.audited(
      request,
      { action: 'quarantine.retry', target: productId, params: {} },
      () => this.quarantine.retry(id),
    );
    return { success: true, data: { productId, outcome } };
  }
}
