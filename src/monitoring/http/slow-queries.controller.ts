import { Controller, Get, Query } from '@nestjs/common';
import { ApiExtraModels, ApiTags } from '@nestjs/swagger';

import { AdminRoute, listOf } from '../../admin/admin-route.js';
import { type Page, pageOf } from '../../admin/answer.js';
import { CURSOR_PAGE } from '../../admin/api-schema.js';
import { PageQueryDto } from '../../admin/page-query.dto.js';
import { SlowQueries } from '../slow-queries.js';
import { SlowQueryDto, toSlowQueryDto } from './slow-query.dto.js';

/** Which queries were slow. */
@ApiTags('monitoring')
@ApiExtraModels(SlowQueryDto)
@Controller('api/admin')
export class SlowQueriesController {
  constructor(private readonly slowQueries: SlowQueries) {}

  @Get('slow-queries')
  @AdminRoute({
    summary: 'Kinds of database commands that were slow, without values, the latest first',
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
