import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExtraModels, ApiTags } from '@nestjs/swagger';

import { AdminRoute, listOf, of, pathParameter } from '../../admin/admin-route.js';
import { AnswerWith } from '../../admin/answer.js';
import { Audited } from '../../admin/audited.decorator.js';
import { Quarantine } from '../quarantine.js';
import { QuarantineDto, QuarantinePaginationDto, QuarantineQueryDto, RetriedDto } from './quarantine.dto.js';
import { QuarantineList } from './quarantine-list.js';
import { toQuarantineDto } from './to-quarantine-dto.js';

/** The documents that the mapping refuses, with the reasons. They stay unchanged in the collection. */
@ApiTags('quarantine')
@ApiExtraModels(QuarantineDto, QuarantinePaginationDto)
@Controller('api/admin/quarantine')
export class QuarantineController {
  constructor(
    private readonly entries: QuarantineList,
    private readonly quarantine: Quarantine,
  ) {}

  @Get()
  @AdminRoute({
    summary: 'List documents in quarantine',
    operationId: 'listQuarantine',
    role: 'viewer',
    data: listOf(QuarantineDto),
    more: { pagination: of(QuarantinePaginationDto) },
  })
  async list(
    @Query() { page, limit, direction }: QuarantineQueryDto,
  ): Promise<AnswerWith<QuarantineDto[], { pagination: QuarantinePaginationDto }>> {
    const { entries, total } = await this.entries.list({ page, limit, direction });
    const pagination = { page, limit, total, totalPages: Math.ceil(total / limit) };
    return new AnswerWith(entries.map(toQuarantineDto), { pagination });
  }

  /** Tries the mapping on the product again, e.g. after someone repaired it. */
  @Post(':productId/retry')
  @pathParameter('productId', 'The product’s id')
  @AdminRoute({
    summary: 'Retry a document in quarantine',
    operationId: 'retryQuarantined',
    role: 'operator',
    data: RetriedDto,
    problems: [404, 409, 422],
    body: 'none',
  })
  @Audited('quarantine.retry', (productId: string) => ({ target: productId, params: {} }))
  async retry(@Param('productId') productId: string): Promise<RetriedDto> {
    return { productId, outcome: await this.quarantine.retry(await this.entries.idOf(productId)) };
  }
}
