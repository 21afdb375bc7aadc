import { ApiProperty } from '@nestjs/swagger';
import { RESTORE_STATES, RESTORE_STEPS, type RestoreReport } from '../../restore/restore-run.js';
import { BACKUP_STATES, type BackupView, type JournalView } from './backup-view.js';
import type { RestoreView } from './restore-view.js';

const time = { type: String, format: 'date-time' } as const;
const text = { type: String, nullable: true } as const;
const integer = { type: 'integer' } as const;
const count = { type: 'integer', nullable: true } as const;
const object = { type: 'object', additionalProperties: true, nullable: true } as const;
const CLUSTER_TIME = { ...text, example: '1769824805:7', description: 'Seconds and increment' } as const;

/** How far work is, for the OpenAPI document. */
export class WorkProgressModel {
  @ApiProperty(integer) done!: number;
  @ApiProperty(integer) total!: number;
}

/** A backup, for the OpenAPI document. */
export class BackupModel implements Record<keyof BackupView, unknown> {
  @ApiProperty({ example: 'products-backup-2026-01-31T02-00-00-000Z' }) id!: string;
  @ApiProperty({ enum: BACKUP_STATES }) state!: string;
  @ApiProperty({ ...time, nullable: true }) createdAt!: unknown;
  @ApiProperty({ ...text, description: 'Why it was made' }) reason!: unknown;
  @ApiProperty(count) documents!: unknown;
  @ApiProperty(count) bytes!: unknown;
  @ApiProperty({ ...CLUSTER_TIME, description: 'The moment of which the documents are: seconds and increment' }) clusterTime!: unknown;
  @ApiProperty(text) serverVersion!: unknown;
  @ApiProperty({ type: WorkProgressModel, nullable: true }) progress!: WorkProgressModel | null;
  @ApiProperty({ ...text, description: 'Why it failed, or can’t be read' }) problem!: unknown;
}

/** The journal of changes, for the OpenAPI document. */
export class JournalModel implements Record<keyof JournalView, unknown> {
  @ApiProperty({ description: 'Whether an instance keeps it now' }) isKept!: boolean;
  @ApiProperty(text) owner!: unknown;
  @ApiProperty({ ...CLUSTER_TIME, description: 'Everything up to here is on the disk: seconds and increment' }) coveredTo!: unknown;
  @ApiProperty({ type: Number, description: 'How long ago everything was on the disk; some seconds where nothing happens' }) lagSeconds!: number;
  @ApiProperty(integer) bytes!: number;
  @ApiProperty({ ...text, description: 'The full backup to which it can be applied' }) base!: unknown;
  @ApiProperty(text) problem!: unknown;
}

/** What a verification found, for the OpenAPI document. */
export class BackupVerificationModel {
  @ApiProperty() id!: string;
  @ApiProperty({ description: 'Whether it is what was written' }) ok!: boolean;
  @ApiProperty({ ...text, description: 'E.g. file-altered' }) reason!: unknown;
  @ApiProperty(text) problem!: unknown;
  @ApiProperty(count) documents!: unknown;
  @ApiProperty({ ...object, description: 'With byRestore: what restoring it into a scratch collection showed' }) restored!: unknown;
}

/** What a restore did, for the OpenAPI document. */
export class RestoreReportModel implements Record<keyof RestoreReport, unknown> {
  @ApiProperty(integer) documents!: number;
  @ApiProperty({ description: 'Whether every document has the bytes that it had' }) exact!: boolean;
  @ApiProperty(integer) inexactCount!: number;
  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } }) inexact!: readonly object[];
  @ApiProperty({ ...object, description: 'clusterTime, time, changes, note; null: the backup’s own time' }) pointInTime!: unknown;
  @ApiProperty({ type: Number }) seconds!: number;
  @ApiProperty({ ...text, description: 'The collection that holds what was replaced, until the end of the retention' }) kept!: unknown;
  @ApiProperty({ type: Number, nullable: true, description: 'How long writes waited' }) writePauseMs!: unknown;
  @ApiProperty({ ...integer, description: 'Writes that passed the fence; they are in what is kept' }) stragglers!: number;
  @ApiProperty({ ...text, description: 'The migration whose way back was closed' }) endedMigration!: unknown;
  @ApiProperty({ ...object, description: 'onlyReplaced, onlyRestored, changed, examples' }) differences!: unknown;
  @ApiProperty(text) comparisonProblem!: unknown;
}

/** Why a restore failed, for the OpenAPI document. */
export class RestoreErrorModel {
  @ApiProperty() code!: string;
  @ApiProperty() message!: string;
}

/** A restore, for the OpenAPI document. */
export class RestoreModel implements Record<keyof RestoreView, unknown> {
  @ApiProperty() id!: string;
  @ApiProperty({ enum: RESTORE_STATES }) state!: string;
  @ApiProperty({ enum: RESTORE_STEPS }) step!: string;
  @ApiProperty() backupId!: string;
  @ApiProperty({ ...text, description: 'As it was asked for' }) pointInTime!: unknown;
  @ApiProperty({ description: 'Whether a migration that keeps its way back open is ended for it' }) closeWayBack!: boolean;
  @ApiProperty() startedBy!: string;
  @ApiProperty(time) createdAt!: unknown;
  @ApiProperty({ ...time, nullable: true }) finishedAt!: unknown;
  @ApiProperty(text) owner!: unknown;
  @ApiProperty({ type: WorkProgressModel }) progress!: WorkProgressModel;
  @ApiProperty({ type: RestoreReportModel, nullable: true }) report!: RestoreReportModel | null;
  @ApiProperty({ type: RestoreErrorModel, nullable: true }) error!: RestoreErrorModel | null;
}
