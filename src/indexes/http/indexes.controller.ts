import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExtraModels, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { ParameterReader, type RawParameters } from '../../http/parameter-reader.js';
import { CatalogIndexes } from '../catalog-indexes.service.js';
import { indexesOnRequest } from '../index-definitions.js';
import { GRACE_DAYS, MOST_GRACE_DAYS } from '../index-removals.js';
import { type IndexListView, toIndexList } from '../index-report.js';
import { type ReadableJson, readableJson } from '../../reports/readable-json.js';
import { ApiAdmin, confirming, of, pathParameter } from '../../admin/api-docs.js';
import { requireConfirm } from '../../admin/confirm.js';
import { AuditedCalls } from '../../admin/audited-calls.js';
import { BodyReader } from '../../admin/body-reader.js';
import type { Answer } from '../../admin/answer.js';
import { OneAtATime } from '../../admin/one-at-a-time.js';
import { whileConnected } from '../../admin/while-connected.js';
import { RequireRole } from '../../admin/require-role.decorator.js';
import { IndexListModel, IndexRemovalModel, IndexReportModel, IndexSyncModel } from './index.models.js';

const NAME = pathParameter('name', 'The index’s name');
const ON_REQUEST = indexesOnRequest().map(({ name }) => name);
const ALSO = {
  type: 'array',
  items: { type: 'string', enum: ON_REQUEST },
  default: [],
  description: 'Indexes that are only built on request',
};
const SYNC = { type: 'object', properties: { also: ALSO }, additionalProperties: false };
const REMOVE = confirming('index', {
  force: { type: 'boolean', default: false, description: 'Also an index that is declared' },
  graceDays: {
    type: 'integer',
    minimum: 0,
    maximum: MOST_GRACE_DAYS,
    default: GRACE_DAYS,
    nullable: true,
    description: 'How long it stays hidden before it is dropped',
  },
});

/** What came of a removal. */
interface RemovalView {
  readonly name: string;
  readonly state: 'hidden' | 'dropped';
  readonly hiddenAt: Date | null;
  readonly dropAfter: Date | null;
}

/**
 * The indexes of the products: declared against actual, usage, advice. What is missing is built; nothing is dropped but
 * by name.
 */
@ApiTags('indexes')
@ApiExtraModels(IndexListModel, IndexSyncModel, IndexReportModel, IndexRemovalModel)
@Controller('api/admin/indexes')
export class IndexesController {
  private readonly syncing = new OneAtATime('An index build');
  private readonly analysing = new OneAtATime('An analysis');

  constructor(
    private readonly indexes: CatalogIndexes,
    private readonly calls: AuditedCalls,
  ) {}

  @Get()
  @RequireRole('viewer')
  @ApiAdmin({
    summary: 'The indexes that are declared and those that are there, their use, and what to do',
    operationId: 'listIndexes',
    role: 'viewer',
    data: of(IndexListModel),
  })
  async list(@Query() raw: RawParameters): Promise<Answer<IndexListView>> {
    new ParameterReader(raw, []).finish();
    return { success: true, data: toIndexList(await this.indexes.overview()) };
  }

  @Post('sync')
  @HttpCode(200)
  @RequireRole('operator')
  @ApiAdmin({
    summary: 'Build the declared indexes that are missing, beside reads and writes; answers when they are built',
    operationId: 'syncIndexes',
    role: 'operator',
    data: of(IndexSyncModel),
    problems: [409],
    body: SYNC,
  })
  async sync(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<Answer<Pick<IndexSyncModel, 'built' | 'refused'> & { readonly now: IndexListView }>> {
    const reader = new BodyReader(body, ['also']);
    const also = reader.someOf('also', ON_REQUEST);
    reader.finish();
    const { built, refused, overview } = await this.calls.audited(
      request,
      { action: 'indexes.sync', target: 'products', params: { also } },
      () => this.syncing.run(() => this.indexes.sync({ also })),
    );
    return { success: true, data: { built, refused, now: toIndexList(overview) } };
  }

  @Post('analyze')
  @HttpCode(200)
  @RequireRole('operator')
  @ApiAdmin({
    summary: 'Have every query class explained and timed, and write the report',
    operationId: 'analyzeIndexes',
    role: 'operator',
    data: of(IndexReportModel),
    problems: [409],
    body: { type: 'object', additionalProperties: false },
  })
  async analyze(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<ReadableJson>> {
    new BodyReader(body, []).finish();
    const { report } = await this.calls.audited(
      request,
      { action: 'indexes.analyze', target: 'products', params: {} },
      () => this.analysing.run(() => whileConnected(reply, (signal) => this.indexes.analyse(signal))),
    );
    return { success: true, data: readableJson(report) };
  }

  @Delete(':name')
  @RequireRole('admin')
  @NAME
  @ApiAdmin({
    summary: 'Hide an index; asked for again after its time of grace, drop it',
    operationId: 'removeIndex',
    role: 'admin',
    data: of(IndexRemovalModel),
    problems: [404, 409, 422],
    body: REMOVE,
  })
  async remove(
    @Param('name') name: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<Answer<RemovalView>> {
    const reader = new BodyReader(body, ['confirm', 'force', 'graceDays']);
    const force = reader.flag('force');
    const graceDays = reader.wholeNumber('graceDays', { least: 0, most: MOST_GRACE_DAYS }) ?? undefined;
    reader.finish();
    requireConfirm(body, name);
    const outcome = await this.calls.audited(
      request,
      { action: 'index.remove', target: name, params: { force, ...(graceDays === undefined ? {} : { graceDays }) } },
      (by) => this.indexes.remove(name, { by, force, graceDays }),
    );
    const { hiddenAt = null, dropAfter = null } = outcome.state === 'hidden' ? outcome.removal : {};
    return { success: true, data: { name, state: outcome.state, hiddenAt, dropAfter } };
  }

  @Post(':name/unhide')
  @HttpCode(200)
  @RequireRole('operator')
  @NAME
  @ApiAdmin({
    summary: 'Let a hidden index be used again; it is no longer to be dropped',
    operationId: 'unhideIndex',
    role: 'operator',
    data: of(IndexListModel),
    problems: [404, 409],
    body: { type: 'object', additionalProperties: false },
  })
  async unhide(
    @Param('name') name: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<Answer<IndexListView>> {
    new BodyReader(body, []).finish();
    await this.calls.audited(request, { action: 'index.unhide', target: name, params: {} }, () =>
      this.indexes.unhide(name),
    );
    return { success: true, data: toIndexList(await this.indexes.overview()) };
  }
}
