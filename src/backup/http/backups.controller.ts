import { Body, Controller, Delete, Get, Param, Post, Query, Req } from '@nestjs/common';
import { ApiExtraModels, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';

import { AdminRoute, listOf, of, pathParameter } from '../../admin/admin-route.js';
import { AnswerWith } from '../../admin/answer.js';
import { Audited } from '../../admin/audited.decorator.js';
import { AuditedCalls } from '../../admin/audited-calls.js';
import { ConfirmDto, Confirmed } from '../../admin/confirmed.decorator.js';
import { OneAtATime } from '../../admin/one-at-a-time.js';
import { Client, type WaitingClient } from '../../admin/request-arguments.js';
import { Backups } from '../backups.service.js';
import {
  BackupDto,
  BackupsQueryDto,
  BackupVerificationDto,
  CreateBackupDto,
  DeletedBackupDto,
  JournalDto,
  VerifyBackupDto,
} from './backup.dto.js';
import { BackupJobs } from './backup-jobs.js';
import { BackupList } from './backup-list.js';
import { toJournalDto, toVerificationDto } from './to-backup-dto.js';

const ID = pathParameter('id', 'The backup’s id');

/**
 * Backups of the products. A backup is made in the background: the response is 202 with its state, and `GET
 * …/backups/:id` shows how it goes on.
 */
@ApiTags('backups')
@ApiExtraModels(BackupDto, JournalDto)
@Controller('api/admin/backups')
export class BackupsController {
  private readonly verifying = new OneAtATime('A verification of a backup');

  constructor(
    private readonly backups: Backups,
    private readonly all: BackupList,
    private readonly jobs: BackupJobs,
    private readonly calls: AuditedCalls,
  ) {}

  @Get()
  @AdminRoute({
    summary: 'List the backups in this instance’s folder, newest first, and the state of the journal of changes',
    operationId: 'listBackups',
    role: 'viewer',
    data: listOf(BackupDto),
    more: {
      journal: { nullable: true, allOf: [of(JournalDto)] },
      nextBefore: { type: 'string', nullable: true, description: 'Pass it as `before` to get the next, older page' },
    },
  })
  async list(
    @Query() { limit, before }: BackupsQueryDto,
  ): Promise<AnswerWith<BackupDto[], { journal: JournalDto | null; nextBefore: string | null }>> {
    const older = (await this.all.read()).filter(({ id }) => before === undefined || id < before);
    const part = older.slice(0, limit);
    return new AnswerWith(part, {
      journal: toJournalDto(await this.backups.journalNews()),
      nextBefore: older.length > limit ? (part.at(-1)?.id ?? null) : null,
    });
  }

  /** The audit records cover the background work, which outlasts this method. */
  @Post()
  @AdminRoute({
    summary: 'Make a backup in the background',
    operationId: 'createBackup',
    role: 'operator',
    data: BackupDto,
    status: 202,
    problems: [404, 409, 507],
    body: { optional: CreateBackupDto },
  })
  async create(@Body() { reason }: CreateBackupDto, @Req() request: FastifyRequest): Promise<BackupDto> {
    const id = await this.jobs.start(reason, (work) =>
      this.calls.audited(request, { action: 'backup.create', target: 'products', params: { reason } }, work),
    );
    return this.all.find(id);
  }

  @Get(':id')
  @ID
  @AdminRoute({
    summary: 'One backup with its current state',
    operationId: 'getBackup',
    role: 'viewer',
    data: BackupDto,
    problems: [404],
  })
  get(@Param('id') id: string): Promise<BackupDto> {
    return this.all.find(id);
  }

  @Post(':id/verify')
  @ID
  @AdminRoute({
    summary: 'Read a backup in full and report whether it is intact',
    operationId: 'verifyBackup',
    role: 'operator',
    data: BackupVerificationDto,
    problems: [404, 409],
    body: { optional: VerifyBackupDto },
  })
  @Audited('backup.verify', (id: string, { byRestore }: VerifyBackupDto) => ({ target: id, params: { byRestore } }))
  verify(
    @Param('id') id: string,
    @Body() { byRestore }: VerifyBackupDto,
    @Client() client: WaitingClient,
  ): Promise<BackupVerificationDto> {
    return this.verifying.run(() =>
      client.during(async (signal) => {
        const found = await this.backups.verify(id, { signal });
        const restored = found.ok && byRestore ? await this.backups.verifyByRestore(id, { signal }) : null;
        return toVerificationDto(id, found, restored);
      }),
    );
  }

  @Delete(':id')
  @ID
  @Confirmed('id')
  @AdminRoute({
    summary: 'Delete a backup permanently; the last intact backup cannot be deleted',
    operationId: 'deleteBackup',
    role: 'admin',
    data: DeletedBackupDto,
    problems: [404, 409, 422],
    body: ConfirmDto,
  })
  @Audited('backup.delete', (_: ConfirmDto, id: string) => ({ target: id, params: {} }))
  async delete(@Body() _: ConfirmDto, @Param('id') id: string): Promise<DeletedBackupDto> {
    await this.backups.remove(id);
    return { id };
  }
}
