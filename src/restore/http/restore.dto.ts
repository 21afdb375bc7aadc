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
/** Maximum length of a point in time, in characters. */
const LONGEST_POINT = 200;

/** Request to restore a backup. */
export class StartRestoreDto extends ConfirmDto {
  @Text(LONGEST_POINT, {
    example: '2026-01-31T02:00:05Z',
    description:
      'A second (its writes are included), a cluster time such as 1769824805:7, or latest; default: the backup’s time',
  })
  readonly pointInTime?: string;

  @Flag({ default: false, description: 'End a migration whose rollback window is open, or that waits for an operator' })
  readonly closeWayBack: boolean = false;
}

/** Result of a restore. */
export class RestoreReportDto implements RestoreReport {
  @ApiProperty(integer) readonly documents!: number;
  @ApiProperty({ description: 'Whether every document was restored byte for byte' }) readonly exact!: boolean;
  @ApiProperty(integer) readonly inexactCount!: number;
  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  readonly inexact!: RestoreReport['inexact'];
  @ApiProperty({ ...object, description: 'clusterTime, time, changes, note; null: the backup’s own time' })
  readonly pointInTime!: RestoreReport['pointInTime'];
  @ApiProperty() readonly seconds!: number;
  @ApiProperty({ ...text, description: 'The collection that keeps the replaced products until their retention ends' })
  readonly kept!: string | null;
  @ApiProperty({ type: Number, nullable: true, description: 'How long writes waited' })
  readonly writePauseMs!: number | null;
  @ApiProperty({ ...integer, description: 'Writes that passed the fence; they are in the kept collection' })
  readonly stragglers!: number;
  @ApiProperty({ ...text, description: 'The migration whose rollback window was closed' })
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

/** A restore as admins see it, by API and command line, without its internal fields. */
export class RestoreDto {
  @ApiProperty() readonly id!: string;
  @ApiProperty({ enum: RESTORE_STATES }) readonly state!: RestoreState;
  @ApiProperty({ enum: RESTORE_STEPS }) readonly step!: RestoreStepName;
  @ApiProperty() readonly backupId!: string;
  @ApiProperty({ ...text, description: 'As requested' }) readonly pointInTime!: string | null;
  @ApiProperty({ description: 'Whether it ends a migration whose rollback window is open' })
  readonly closeWayBack!: boolean;
  @ApiProperty() readonly startedBy!: string;
  @ApiProperty(time) readonly createdAt!: Date;
  @ApiProperty({ ...time, nullable: true }) readonly finishedAt!: Date | null;
  @ApiProperty(text) readonly owner!: string | null;
  @ApiProperty({ type: WorkProgressDto }) readonly progress!: WorkProgressDto;
  @ApiProperty({ type: RestoreReportDto, nullable: true }) readonly report!: RestoreReport | null;
  @ApiProperty({ type: RestoreErrorDto, nullable: true }) readonly error!: RestoreErrorDto | null;
}
