import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiExtraModels, ApiTags } from '@nestjs/swagger';
import { ParameterReader, type RawParameters } from '../../http/parameter-reader.js';
import { Restores } from '../restores.service.js';
import { ApiAdmin, listOf, of, pathParameter } from '../../admin/api-docs.js';
import type { Answer } from '../../admin/answer.js';
import { RequireRole } from '../../admin/require-role.decorator.js';
import { RestoreModel } from './restore.models.js';
import { type RestoreView, toRestoreView } from './restore-view.js';

/** Restores of the products: how they stand, and what came of them. */
@ApiTags('backups')
@ApiExtraModels(RestoreModel)
@Controller('api/admin/restores')
export class RestoresController {
  constructor(private readonly restores: Restores) {}

  @Get()
  @RequireRole('viewer')
  @ApiAdmin({
    summary: 'List the last hundred restores, the latest first',
    operationId: 'listRestores',
    role: 'viewer',
    data: listOf(of(RestoreModel)),
  })
  async list(@Query() raw: RawParameters): Promise<Answer<RestoreView[]>> {
    new ParameterReader(raw, []).finish();
    return { success: true, data: (await this.restores.list()).map(toRestoreView) };
  }

  @Get(':id')
  @RequireRole('viewer')
  @pathParameter('id', 'The restore’s id')
  @ApiAdmin({
    summary: 'One restore as it stands',
    operationId: 'getRestore',
    role: 'viewer',
    data: of(RestoreModel),
    problems: [404],
  })
  async get(@Param('id') id: string, @Query() raw: RawParameters): Promise<Answer<RestoreView>> {
    new ParameterReader(raw, []).finish();
    return { success: true, data: toRestoreView(await this.restores.get(id)) };
  }
}
