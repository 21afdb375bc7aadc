import { Controller, Get, Query } from '@nestjs/common';
import { ApiExtraModels, ApiTags } from '@nestjs/swagger';

import { AdminRoute, listOf } from '../../admin/admin-route.js';
import { type Page, pageOf } from '../../admin/answer.js';
import { CURSOR_PAGE } from '../../admin/api-schema.js';
import { PageQueryDto } from '../../admin/page-query.dto.js';
import { SlowQueries } from '../slow-queries.js';
import { SlowQueryDto, toSlowQueryDto } from './slow-query.dto.js';

/** Slow queries. */
@ApiTags('monitoring')
@ApiExtraModels(SlowQueryDto)
@Controller('api/admin')
export class SlowQueriesController {
  constructor(private readonly slowQueries: SlowQueries) {}

  @Get('slow-queries')
  @AdminRoute({
    summary: 'List shapes of slow database commands, without values, latest first',
    operationId: 'listSlowQueries',
    role: 'viewer',
    data: listOf(SlowQueryDto),
    more: { pagination: CURSOR_PAGE },
  })
  async slow(@Query() { limit, cursor }: PageQueryDto): Promise<Page<SlowQueryDto>> {
    const { queries, next } = await this.slowQueries.list({ limit, after: cursor });
    return pageOf(queries.map(toSlowQueryDto), limit, next);
  }
}
