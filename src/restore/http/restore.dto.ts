import { ApiProperty } from '@nestjs/swagger';

import { ConfirmDto } from '../../admin/confirmed.decorator.js';
import { WorkProgressDto } from '../../backup/http/backup.dto.js';
import { Flag, Text } from '../../http/input/body-fields.js';
import {
  RESTORE_STATES,
  RESTORE_STEPS,
  type RestoreReport,
  type RestoreState,
  type RestoreStepName,
} from '../restore-run.js';

const time = { type: String, format: 'date-time' } as const;
const text = { type: String, nullable: true } as const;
const integer = { type: 'integer' } as const;
const object = { type: 'object', additionalProperties: true, nullable: true } as const;
/** Longest name of a point in time, in characters. */
const LONGEST_POINT = 200;

/** What is to be restored. */
export class StartRestoreDto extends ConfirmDto {
  @Text(LONGEST_POINT, {
    example: '2026-01-31T02:00:05Z',
    description:
      'A second (its writes are included), a cluster time as 1769824805:7, or latest; left out: the backup’s own time',
  })
  readonly pointInTime?: string;

  @Flag({ default: false, description: 'End a migration that keeps its way back open, or waits for an operator' })
  readonly closeWayBack: boolean = false;
}

/** What a restore did. */
export class RestoreReportDto implements RestoreReport {
  @ApiProperty(integer) readonly documents!: number;
  @ApiProperty({ description: 'Whether every document has the bytes that it had' }) readonly exact!: boolean;
  @ApiProperty(integer) readonly inexactCount!: number;
  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  readonly inexact!: RestoreReport['inexact'];
  @ApiProperty({ ...object, description: 'clusterTime, time, changes, note; null: the backup’s own time' })
  readonly pointInTime!: RestoreReport['pointInTime'];
  @ApiProperty() readonly seconds!: number;
  @ApiProperty({ ...text, description: 'The collection that holds what was replaced, until the end of the retention' })
  readonly kept!: string | null;
  @ApiProperty({ type: Number, nullable: true, description: 'How long writes waited' })
  readonly writePauseMs!: number | null;
  @ApiProperty({ ...integer, description: 'Writes that passed the fence; they are in what is kept' })
  readonly stragglers!: number;
  @ApiProperty({ ...text, description: 'The migration whose way back was closed' })
  readonly endedMigration!: string | null;
  @ApiProperty({ ...object, description: 'onlyReplaced, onlyRestored, changed, examples' })
  readonly differences!: RestoreReport['differences'];
  @ApiProperty(text) readonly comparisonProblem!: string | null;
}

/** Why a restore failed. */
export class RestoreErrorDto {
  @ApiProperty() readonly code!: string;
  @ApiProperty() readonly message!: string;
}

/** A restore as admins see it, by API and command line: without what only its owner needs. */
export class RestoreDto {
  @ApiProperty() readonly id!: string;
  @ApiProperty({ enum: RESTORE_STATES }) readonly state!: RestoreState;
  @ApiProperty({ enum: RESTORE_STEPS }) readonly step!: RestoreStepName;
  @ApiProperty() readonly backupId!: string;
  @ApiProperty({ ...text, description: 'As it was asked for' }) readonly pointInTime!: string | null;
  @ApiProperty({ description: 'Whether a migration that keeps its way back open is ended for it' })
  readonly closeWayBack!: boolean;
  @ApiProperty() readonly startedBy!: string;
  @ApiProperty(time) readonly createdAt!: Date;
  @ApiProperty({ ...time, nullable: true }) readonly finishedAt!: Date | null;
  @ApiProperty(text) readonly owner!: string | null;
  @ApiProperty({ type: WorkProgressDto }) readonly progress!: WorkProgressDto;
  @ApiProperty({ type: RestoreReportDto, nullable: true }) readonly report!: RestoreReport | null;
  @ApiProperty({ type: RestoreErrorDto, nullable: true }) readonly error!: RestoreErrorDto | null;
}
