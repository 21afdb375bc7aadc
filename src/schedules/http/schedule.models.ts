import { ApiProperty } from '@nestjs/swagger';

import type { FinishedRun, RunInProgress } from '../schedule-record.js';
import type { ScheduleView } from '../schedule-view.js';

const time = { type: String, format: 'date-time' } as const;
const timeOrNull = { ...time, nullable: true } as const;
const textOrNull = { type: String, nullable: true } as const;

/** What every run of a schedule has, for the OpenAPI document. */
class RunBeginningModel {
  @ApiProperty({ ...timeOrNull, description: 'When it should have begun; null where it was asked for' }) due!: unknown;
  @ApiProperty({ enum: ['due', 'asked'] }) trigger!: string;
  @ApiProperty({ ...textOrNull, description: 'Who asked for it' }) by!: unknown;
  @ApiProperty({
    type: 'integer',
    description: 'Due times before this one that were passed over: they are caught up once',
  })
  missed!: number;
  @ApiProperty({ type: 'integer', minimum: 1 }) attempt!: number;
  @ApiProperty(time) startedAt!: unknown;
  @ApiProperty({ ...textOrNull, description: 'The instance that does or did it; null: it waits to be tried again' })
  owner!: unknown;
}

/** A run that goes on, for the OpenAPI document. */
export class ScheduleRunningModel extends RunBeginningModel implements Record<keyof RunInProgress, unknown> {
  @ApiProperty({ ...time, description: 'From then on another instance takes it over' }) leaseUntil!: unknown;
}

/** Why a run failed, for the OpenAPI document. */
export class ScheduleErrorModel {
  @ApiProperty() code!: string;
  @ApiProperty() message!: string;
}

/** A run that is over, for the OpenAPI document. */
export class ScheduleRunModel extends RunBeginningModel implements Record<keyof FinishedRun, unknown> {
  @ApiProperty(time) finishedAt!: unknown;
  @ApiProperty({ type: 'integer', nullable: true }) durationMs!: unknown;
  @ApiProperty({
    enum: ['done', 'attention', 'failed', 'stopped', 'interrupted'],
    description: 'attention: it went through and found something to look at',
  })
  outcome!: string;
  @ApiProperty() summary!: string;
  @ApiProperty({ type: [String], description: 'What somebody should look at' }) attention!: readonly string[];
  @ApiProperty({ type: ScheduleErrorModel, nullable: true }) error!: ScheduleErrorModel | null;
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true, description: 'The figures' })
  detail!: unknown;
}

/** A schedule in the list, for the OpenAPI document. */
export class ScheduleModel implements Record<keyof ScheduleView, unknown> {
  @ApiProperty() name!: string;
  @ApiProperty() title!: string;
  @ApiProperty({ example: '0 1 * * *' }) cron!: string;
  @ApiProperty({ example: 'UTC' }) timeZone!: string;
  @ApiProperty({ description: 'Whether this instance does what is due (SCHEDULES_ENABLED)' }) enabled!: boolean;
  @ApiProperty({ ...textOrNull, description: 'Why it is not begun while a migration or a restore is at work' })
  waits!: unknown;
  @ApiProperty({ ...time, description: 'In the past where it is overdue' }) nextRun!: unknown;
  @ApiProperty({ ...textOrNull, description: 'The migration or restore that it is waiting for now' })
  waitingFor!: unknown;
  @ApiProperty({ type: ScheduleRunningModel, nullable: true }) running!: ScheduleRunningModel | null;
  @ApiProperty({ type: ScheduleRunModel, nullable: true }) lastRun!: ScheduleRunModel | null;
}

/** One schedule with its past, for the OpenAPI document. */
export class ScheduleDetailModel extends ScheduleModel {
  @ApiProperty({ type: [ScheduleRunModel], description: 'The last 50 runs, the newest first' })
  history!: ScheduleRunModel[];
}
