import { ApiProperty } from '@nestjs/swagger';

import { WorkProgressModel } from '../../backup/http/backup.models.js';
import { RESTORE_STATES, RESTORE_STEPS, type RestoreReport } from '../restore-run.js';
import type { RestoreView } from './restore-view.js';

const time = { type: String, format: 'date-time' } as const;
const text = { type: String, nullable: true } as const;
const integer = { type: 'integer' } as const;
const object = { type: 'object', additionalProperties: true, nullable: true } as const;

/** What a restore did, for the OpenAPI document. */
export class RestoreReportModel implements Record<keyof RestoreReport, unknown> {
  @ApiProperty(integer) documents!: number;
  @ApiProperty({ description: 'Whether every document has the bytes that it had' }) exact!: boolean;
  @ApiProperty(integer) inexactCount!: number;
  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } }) inexact!: readonly object[];
  @ApiProperty({ ...object, description: 'clusterTime, time, changes, note; null: the backup’s own time' })
  pointInTime!: unknown;
  @ApiProperty({ type: Number }) seconds!: number;
  @ApiProperty({ ...text, description: 'The collection that holds what was replaced, until the end of the retention' })
  kept!: unknown;
  @ApiProperty({ type: Number, nullable: true, description: 'How long writes waited' }) writePauseMs!: unknown;
  @ApiProperty({ ...integer, description: 'Writes that passed the fence; they are in what is kept' })
  stragglers!: number;
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
  @ApiProperty({ description: 'Whether a migration that keeps its way back open is ended for it' })
  closeWayBack!: boolean;
  @ApiProperty() startedBy!: string;
  @ApiProperty(time) createdAt!: unknown;
  @ApiProperty({ ...time, nullable: true }) finishedAt!: unknown;
  @ApiProperty(text) owner!: unknown;
  @ApiProperty({ type: WorkProgressModel }) progress!: WorkProgressModel;
  @ApiProperty({ type: RestoreReportModel, nullable: true }) report!: RestoreReportModel | null;
  @ApiProperty({ type: RestoreErrorModel, nullable: true }) error!: RestoreErrorModel | null;
}
