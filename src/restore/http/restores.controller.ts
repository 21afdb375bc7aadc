import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { AdminRoute, listOf, pathParameter } from '../../admin/admin-route.js';
import { Restores } from '../restores.service.js';
import { RestoreDto } from './restore.dto.js';
import { toRestoreDto } from './to-restore-dto.js';

/** Restores of the products and their results. */
@ApiTags('backups')
@Controller('api/admin/restores')
export class RestoresController {
  constructor(private readonly restores: Restores) {}

  @Get()
  @AdminRoute({
    summary: 'List the last hundred restores, latest first',
    operationId: 'listRestores',
    role: 'viewer',
    data: listOf(RestoreDto),
  })
  async list(): Promise<RestoreDto[]> {
    return (await this.restores.list()).map(toRestoreDto);
  }

  @Get(':id')
  @pathParameter('id', 'The restore’s id')
  @AdminRoute({
    summary: 'One restore with its current state',
    operationId: 'getRestore',
    role: 'viewer',
    data: RestoreDto,
    problems: [404],
  })
  async get(@Param('id') id: string): Promise<RestoreDto> {
    return toRestoreDto(await this.restores.get(id));
  }
}
