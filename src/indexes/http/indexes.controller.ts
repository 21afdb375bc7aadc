import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { AdminRoute, pathParameter } from '../../admin/admin-route.js';
import { Audited } from '../../admin/audited.decorator.js';
import { Confirmed } from '../../admin/confirmed.decorator.js';
import { OneAtATime } from '../../admin/one-at-a-time.js';
import { Client, KeyName, type WaitingClient } from '../../admin/request-arguments.js';
import { type ReadableJson, readableJson } from '../../reports/readable-json.js';
import { CatalogIndexes } from '../catalog-indexes.service.js';
import { toIndexList } from '../index-report.js';
import {
  IndexListDto,
  IndexRemovalDto,
  IndexReportDto,
  IndexSyncDto,
  RemoveIndexDto,
  SyncIndexesDto,
  toIndexRemovalDto,
} from './index.dto.js';

const NAME = pathParameter('name', 'The index’s name');

/**
 * The products' indexes: declared and actual, usage, advice. Missing ones are built; nothing is dropped unless named.
 */
@ApiTags('indexes')
@Controller('api/admin/indexes')
export class IndexesController {
  private readonly syncing = new OneAtATime('An index build');
  private readonly analysing = new OneAtATime('An analysis');

  constructor(private readonly indexes: CatalogIndexes) {}

  @Get()
  @AdminRoute({
    summary: 'List declared and existing indexes with their use and advice',
    operationId: 'listIndexes',
    role: 'viewer',
    data: IndexListDto,
  })
  async list(): Promise<IndexListDto> {
    return toIndexList(await this.indexes.overview());
  }

  @Post('sync')
  @AdminRoute({
    summary: 'Build missing declared indexes while reads and writes continue; responds when they are built',
    operationId: 'syncIndexes',
    role: 'operator',
    data: IndexSyncDto,
    problems: [409],
    body: { optional: SyncIndexesDto },
  })
  @Audited('indexes.sync', ({ also }: SyncIndexesDto) => ({ target: 'products', params: { also } }))
  async sync(@Body() { also }: SyncIndexesDto): Promise<IndexSyncDto> {
    const { built, refused, overview } = await this.syncing.run(() => this.indexes.sync({ also }));
    return { built, refused, now: toIndexList(overview) };
  }

  @Post('analyze')
  @AdminRoute({
    summary: 'Explain and time every query class, and write the report',
    operationId: 'analyzeIndexes',
    role: 'operator',
    data: IndexReportDto,
    problems: [409],
    body: 'none',
  })
  @Audited('indexes.analyze', () => ({ target: 'products', params: {} }))
  async analyze(@Client() client: WaitingClient): Promise<ReadableJson> {
    const { report } = await this.analysing.run(() => client.during((signal) => this.indexes.analyse(signal)));
    return readableJson(report);
  }

  @Delete(':name')
  @NAME
  @Confirmed('name')
  @AdminRoute({
    summary: 'Hide an index; repeated after its grace period, drop it',
    operationId: 'removeIndex',
    role: 'admin',
    data: IndexRemovalDto,
    problems: [404, 409, 422],
    body: RemoveIndexDto,
  })
  @Audited('index.remove', (name: string, { force, graceDays }: RemoveIndexDto) => ({
    target: name,
    params: { force, ...(typeof graceDays === 'number' ? { graceDays } : {}) },
  }))
  async remove(
    @Param('name') name: string,
    @Body() { force, graceDays }: RemoveIndexDto,
    @KeyName() by: string,
  ): Promise<IndexRemovalDto> {
    return toIndexRemovalDto(name, await this.indexes.remove(name, { by, force, graceDays: graceDays ?? undefined }));
  }

  @Post(':name/unhide')
  @NAME
  @AdminRoute({
    summary: 'Make a hidden index visible again and cancel its removal',
    operationId: 'unhideIndex',
    role: 'operator',
    data: IndexListDto,
    problems: [404, 409],
    body: 'none',
  })
  @Audited('index.unhide', (name: string) => ({ target: name, params: {} }))
  async unhide(@Param('name') name: string): Promise<IndexListDto> {
    await this.indexes.unhide(name);
    return toIndexList(await this.indexes.overview());
  }
}
