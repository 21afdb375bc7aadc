import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExtraModels, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Backups } from '../backups.service.js';
import type { RestoreResult } from '../restore-options.js';
import { ParameterReader, type RawParameters } from '../../http/parameter-reader.js';
import { ApiAdmin, confirming, listOf, of, pathParameter, query } from '../../admin/api-docs.js';
import { requireConfirm } from '../../admin/confirm.js';
import { AuditedCalls } from '../../admin/audited-calls.js';
import { BodyReader } from '../../admin/body-reader.js';
import type { Answer } from '../../admin/answer.js';
import { OneAtATime } from '../../admin/one-at-a-time.js';
import { whileConnected } from '../../admin/while-connected.js';
import { RequireRole } from '../../admin/require-role.decorator.js';
import { BackupJobs } from './backup-jobs.js';
import { BackupModel, BackupVerificationModel, JournalModel } from './backup.models.js';
import { type BackupView, type JournalView, toBackupView, toJobView, toJournalView } from './backup-view.js';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 100;
const LONGEST_TEXT = 200;
const ID = pathParameter('id', 'The backup’s id');
const CREATE = {
  type: 'object',
  properties: { reason: { type: 'string', maxLength: LONGEST_TEXT, description: 'Why it is made' } },
  additionalProperties: false,
};
const VERIFY = {
  type: 'object',
  properties: {
    byRestore: {
      type: 'boolean',
      default: false,
      description: 'Restore it into a scratch collection as well, compare, and drop that',
    },
  },
  additionalProperties: false,
};

/** What a verification found. */
interface Verified {
  readonly id: string;
  readonly ok: boolean;
  readonly reason: string | null;
  readonly problem: string | null;
  readonly documents: number | null;
  readonly restored: RestoreResult | null;
}

/**
 * Backups of the products. Making one takes as long as it takes: it goes on in the background, and the answer is 202
 * with how it stands; `GET …/backups/:id` tells what comes of it.
 */
@ApiTags('backups')
@ApiExtraModels(BackupModel, JournalModel, BackupVerificationModel)
@Controller('api/admin/backups')
export class BackupsController {
  private readonly verifying = new OneAtATime('A verification of a backup');

  constructor(
    private readonly backups: Backups,
    private readonly jobs: BackupJobs,
    private readonly calls: AuditedCalls,
  ) {}

  @Get()
  @RequireRole('viewer')
  @query('limit', 'Backups in the answer', { type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT })
  @query('before', 'Only backups that are older than this one', { type: 'string', maxLength: LONGEST_TEXT })
  @ApiAdmin({
    summary: 'List the backups of this instance’s folder, the newest first, and how the journal of changes stands',
    operationId: 'listBackups',
    role: 'viewer',
    data: listOf(of(BackupModel)),
    more: {
      journal: { nullable: true, allOf: [of(JournalModel)] },
      nextBefore: { type: 'string', nullable: true, description: 'Give it as before for the next, older part' },
    },
  })
  async list(
    @Query() raw: RawParameters,
  ): Promise<Answer<BackupView[]> & { readonly journal: JournalView | null; readonly nextBefore: string | null }> {
    const reader = new ParameterReader(raw, ['limit', 'before']);
    const limit = reader.integer('limit', 1, MAX_LIMIT) ?? DEFAULT_LIMIT;
    const before = reader.single('before');
    reader.finish();
    const all = (await this.all()).filter(({ id }) => before === undefined || id < before);
    const data = all.slice(0, limit);
    return {
      success: true,
      data,
      journal: toJournalView(await this.backups.journalNews()),
      nextBefore: all.length > limit ? (data.at(-1)?.id ?? null) : null,
    };
  }

  @Post()
  @HttpCode(202)
  @RequireRole('operator')
  @ApiAdmin({
    summary: 'Make a backup in the background',
    operationId: 'createBackup',
    role: 'operator',
    data: of(BackupModel),
    status: 202,
    problems: [404, 409, 507],
    body: CREATE,
  })
  async create(@Body() body: unknown, @Req() request: FastifyRequest): Promise<Answer<BackupView>> {
    const reader = new BodyReader(body, ['reason']);
    const reason = reader.text('reason', LONGEST_TEXT) ?? 'asked for by an admin';
    reader.finish();
    const id = await this.jobs.start(reason, (work) =>
      this.calls.audited(request, { action: 'backup.create', target: 'products', params: { reason } }, work),
    );
    return { success: true, data: await this.find(id) };
  }

  @Get(':id')
  @RequireRole('viewer')
  @ID
  @ApiAdmin({
    summary: 'One backup as it stands',
    operationId: 'getBackup',
    role: 'viewer',
    data: of(BackupModel),
    problems: [404],
  })
  async get(@Param('id') id: string, @Query() raw: RawParameters): Promise<Answer<BackupView>> {
    new ParameterReader(raw, []).finish();
    return { success: true, data: await this.find(id) };
  }

  @Post(':id/verify')
  @HttpCode(200)
  @RequireRole('operator')
  @ID
  @ApiAdmin({
    summary: 'Read a backup through and say whether it is what was written',
    operationId: 'verifyBackup',
    role: 'operator',
    data: of(BackupVerificationModel),
    problems: [404, 409],
    body: VERIFY,
  })
  async verify(
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<Verified>> {
    const reader = new BodyReader(body, ['byRestore']);
    const byRestore = reader.flag('byRestore');
    reader.finish();
    await this.backups.requireThere(id);
    const data = await this.calls.audited(request, { action: 'backup.verify', target: id, params: { byRestore } }, () =>
      this.verifying.run(() => whileConnected(reply, (signal) => this.verified(id, byRestore, signal))),
    );
    return { success: true, data };
  }

  @Delete(':id')
  @RequireRole('admin')
  @ID
  @ApiAdmin({
    summary: 'Remove a backup for good; the last one that is what was written can’t be removed',
    operationId: 'deleteBackup',
    role: 'admin',
    data: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } },
    problems: [404, 409, 422],
    body: confirming('backup'),
  })
  async delete(
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<Answer<{ readonly id: string }>> {
    const reader = new BodyReader(body, ['confirm']);
    reader.finish();
    await this.backups.requireThere(id);
    requireConfirm(body, id);
    await this.calls.audited(request, { action: 'backup.delete', target: id, params: {} }, () =>
      this.backups.remove(id),
    );
    return { success: true, data: { id } };
  }

  private async verified(id: string, byRestore: boolean, signal: AbortSignal): Promise<Verified> {
    const found = await this.backups.verify(id, { signal });
    if (!found.ok)
      return { id, ok: false, reason: found.reason, problem: found.problem, documents: null, restored: null };
    const restored = byRestore ? await this.backups.verifyByRestore(id, { signal }) : null;
    return {
      id,
      ok: restored?.exact ?? true,
      reason: null,
      problem: null,
      documents: found.manifest.documents,
      restored,
    };
  }

  /** Backups in the folder, and those that this instance is making or could not make. */
  private async all(): Promise<BackupView[]> {
    const there = (await this.backups.list()).map(toBackupView);
    const jobs = this.jobs
      .list()
      .filter(({ id }) => !there.some((backup) => backup.id === id))
      .map(toJobView);
    return [...jobs, ...there].sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  private async find(id: string): Promise<BackupView> {
    const found = (await this.all()).find((backup) => backup.id === id);
    if (found !== undefined) return found;
    // Says that there is none; one that came into being just now is there.
    await this.backups.requireThere(id);
    return toBackupView({ id, manifest: await this.backups.get(id) });
  }
}
