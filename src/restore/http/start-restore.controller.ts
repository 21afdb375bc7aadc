import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { AdminRoute, pathParameter } from '../../admin/admin-route.js';
import { Audited } from '../../admin/audited.decorator.js';
import { Confirmed } from '../../admin/confirmed.decorator.js';
import { KeyName } from '../../admin/request-arguments.js';
import { Restores } from '../restores.service.js';
import { RestoreDto, StartRestoreDto } from './restore.dto.js';
import { toRestoreDto } from './to-restore-dto.js';

function restoreOptions({ pointInTime, closeWayBack }: StartRestoreDto): {
  readonly pointInTime: string | null;
  readonly closeWayBack: boolean;
} {
  return { pointInTime: pointInTime ?? null, closeWayBack };
}

/** Restores a backup in the background; `GET …/restores/:id` shows its progress. */
@ApiTags('backups')
@Controller('api/admin/backups')
export class StartRestoreController {
  constructor(private readonly restores: Restores) {}

  @Post(':id/restore')
  @pathParameter('id', 'The backup’s id')
  @Confirmed('id')
  @AdminRoute({
    summary: 'Restore the products; the replaced ones are kept',
    operationId: 'restoreBackup',
    role: 'admin',
    data: RestoreDto,
    status: 202,
    problems: [404, 409, 422],
    body: StartRestoreDto,
  })
  @Audited('backup.restore', (id: string, body: StartRestoreDto) => ({ target: id, params: restoreOptions(body) }))
  async restore(
    @Param('id') backupId: string,
    @Body() body: StartRestoreDto,
    @KeyName() startedBy: string,
  ): Promise<RestoreDto> {
    return toRestoreDto(await this.restores.start({ backupId, ...restoreOptions(body), startedBy }));
  }
}
