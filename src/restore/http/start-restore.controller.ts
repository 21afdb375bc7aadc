import { Body, Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiExtraModels, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';

import type { Answer } from '../../admin/answer.js';
import { ApiAdmin, confirming, of, pathParameter } from '../../admin/api-docs.js';
import { AuditedCalls } from '../../admin/audited-calls.js';
import { BodyReader } from '../../admin/body-reader.js';
import { requireConfirm } from '../../admin/confirm.js';
import { RequireRole } from '../../admin/require-role.decorator.js';
import { Backups } from '../../backup/backups.service.js';
import { Restores } from '../restores.service.js';
import { RestoreModel } from './restore.models.js';
import { type RestoreView, toRestoreView } from './restore-view.js';

const LONGEST_TEXT = 200;
const ID = pathParameter('id', 'The backup’s id');
const RESTORE = confirming('backup', {
  pointInTime: {
    type: 'string',
    maxLength: LONGEST_TEXT,
    example: '2026-01-31T02:00:05Z',
    description:
      'A second (its writes are included), a cluster time as 1769824805:7, or latest; left out: the backup’s own time',
  },
  closeWayBack: {
    type: 'boolean',
    default: false,
    description: 'End a migration that keeps its way back open, or waits for an operator',
  },
});

/** Restoring a backup: it goes on in the background; `GET …/restores/:id` tells what comes of it. */
@ApiTags('backups')
@ApiExtraModels(RestoreModel)
@Controller('api/admin/backups')
export class StartRestoreController {
  constructor(
    private readonly backups: Backups,
    private readonly restores: Restores,
    private readonly calls: AuditedCalls,
  ) {}

  @Post(':id/restore')
  @HttpCode(202)
  @RequireRole('admin')
  @ID
  @ApiAdmin({
    summary: 'Put the products back to what they were; what is replaced is kept',
    operationId: 'restoreBackup',
    role: 'admin',
    data: of(RestoreModel),
    status: 202,
    problems: [404, 409, 422],
    body: RESTORE,
  })
  async restore(
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<Answer<RestoreView>> {
    const reader = new BodyReader(body, ['confirm', 'pointInTime', 'closeWayBack']);
    const pointInTime = reader.text('pointInTime', LONGEST_TEXT) ?? null;
    const closeWayBack = reader.flag('closeWayBack');
    reader.finish();
    await this.backups.get(id);
    requireConfirm(body, id);
    const run = await this.calls.audited(
      request,
      { action: 'backup.restore', target: id, params: { pointInTime, closeWayBack } },
      (startedBy) => this.restores.start({ backupId: id, pointInTime, closeWayBack, startedBy }),
    );
    return { success: true, data: toRestoreView(run) };
  }
}
