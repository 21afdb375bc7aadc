import { ApiProperty } from '@nestjs/swagger';

import type { FinishedRun, RunBeginning, RunInProgress } from '../schedule-record.js';
import type { ScheduleDetail, ScheduleStatus } from '../schedule-status.js';

const time = { type: String, format: 'date-time' } as const;
const timeOrNull = { ...time, nullable: true } as const;
const textOrNull = { type: String, nullable: true } as const;

/** Fields of every run. */
class ScheduleRunBeginningDto implements RunBeginning {
  @ApiProperty({ ...timeOrNull, description: 'When it should have started; null if it was requested' })
  readonly due!: Date | null;
  @ApiProperty({ enum: ['due', 'asked'] }) readonly trigger!: RunBeginning['trigger'];
  @ApiProperty({ ...textOrNull, description: 'Who requested it' }) readonly by!: string | null;
  @ApiProperty({
    type: 'integer',
    description: 'Number of earlier due times that were missed; they are caught up once',
  })
  readonly missed!: number;
  @ApiProperty({ type: 'integer', minimum: 1 }) readonly attempt!: number;
  @ApiProperty(time) readonly startedAt!: Date;
  @ApiProperty({ ...textOrNull, description: 'The instance that runs or ran it; null while it waits for a retry' })
  readonly owner!: string | null;
}

/** A running run. */
export class ScheduleRunningDto extends ScheduleRunBeginningDto implements RunInProgress {
  @ApiProperty({ ...time, description: 'From then on, another instance may take it over' }) readonly leaseUntil!: Date;
}

/** Why a run failed. */
export class ScheduleErrorDto {
  @ApiProperty() readonly code!: string;
  @ApiProperty() readonly message!: string;
}

/** A finished run. */
export class ScheduleRunDto extends ScheduleRunBeginningDto implements FinishedRun {
  @ApiProperty(time) readonly finishedAt!: Date;
  @ApiProperty({ type: 'integer', nullable: true }) readonly durationMs!: number | null;
  @ApiProperty({
    enum: ['done', 'attention', 'failed', 'stopped', 'interrupted'],
    description: 'attention: it succeeded and found something to look at',
  })
  readonly outcome!: FinishedRun['outcome'];
  @ApiProperty() readonly summary!: string;
  @ApiProperty({ type: [String], description: 'What needs attention' }) readonly attention!: readonly string[];
  @ApiProperty({ type: ScheduleErrorDto, nullable: true }) readonly error!: ScheduleErrorDto | null;
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true, description: 'The figures' })
  readonly detail!: FinishedRun['detail'];
}

/** A schedule in the list. */
export class ScheduleDto implements ScheduleStatus {
  @ApiProperty() readonly name!: string;
  @ApiProperty() readonly title!: string;
  @ApiProperty({ example: '0 1 * * *' }) readonly cron!: string;
  @ApiProperty({ example: 'UTC' }) readonly timeZone!: string;
  @ApiProperty({ description: 'Whether this instance runs schedules (SCHEDULES_ENABLED)' })
  readonly enabled!: boolean;
  @ApiProperty({ ...textOrNull, description: 'Why it does not start during a migration or a restore' })
  readonly waits!: string | null;
  @ApiProperty({ ...time, description: 'In the past if overdue' }) readonly nextRun!: Date;
  @ApiProperty({ ...textOrNull, description: 'The migration or restore that it is waiting for now' })
  readonly waitingFor!: string | null;
  @ApiProperty({ type: ScheduleRunningDto, nullable: true }) readonly running!: RunInProgress | null;
  @ApiProperty({ type: ScheduleRunDto, nullable: true }) readonly lastRun!: FinishedRun | null;
}

/** One schedule with its history. */
export class ScheduleDetailDto extends ScheduleDto implements ScheduleDetail {
  @ApiProperty({ type: [ScheduleRunDto], description: 'The last 50 runs, newest first' })
  readonly history!: readonly FinishedRun[];
}
