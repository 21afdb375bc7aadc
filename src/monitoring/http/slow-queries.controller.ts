import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { ApiAdmin, listOf } from '../../admin/api-docs.js';
import { CURSOR_PAGE } from '../../admin/api-schema.js';
import { CURSOR, LIMIT, type Page, readPage } from '../../admin/cursor-page.js';
import { RequireRole } from '../../admin/require-role.decorator.js';
import { ParameterReader, type RawParameters } from '../../http/parameter-reader.js';
import { SlowQueries } from '../slow-queries.js';
import { SLOW_QUERY } from './slow-query.schema.js';
import { type SlowQueryView, toSlowQueryView } from './slow-query-view.js';

/** Which queries were slow. */
@ApiTags('monitoring')
@Controller('api/admin')
export class SlowQueriesController {
  constructor(private readonly slowQueries: SlowQueries) {}

  @Get('slow-queries')
  @RequireRole('viewer')
  @LIMIT
  @CURSOR
  @ApiAdmin({
    summary: 'Kinds of database commands that were slow, without values, the latest first',
    operationId: 'listSlowQueries',
    role: 'viewer',
    data: listOf(SLOW_QUERY),
    more: { pagination: CURSOR_PAGE },
  })
  async slow(@Query() raw: RawParameters): Promise<Page<SlowQueryView>> {
    const reader = new ParameterReader(raw, ['limit', 'cursor']);
    const { limit, after } = readPage(reader);
    reader.finish();
    const { queries, next } = await this.slowQueries.list({ limit, after });
    return { success: true, data: queries.map(toSlowQueryView), pagination: { limit, nextCursor: next } };
  }
}
