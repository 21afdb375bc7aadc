import { ApiProperty } from '@nestjs/swagger';

import type { ReadableJson } from '../../reports/readable-json.js';
import {
  type OperatorRequest,
  PHASE_NAMES,
  type PhaseName,
  type PhaseRecord,
  RUN_STATES,
  type RunCounts,
  type RunOptions,
  type RunState,
  STRATEGIES,
  type Strategy,
} from '../run/migration-run.js';
import { BacklogDto, PutOffSwitchDto } from './backlog.dto.js';

const time = { type: String, format: 'date-time' } as const;
const timeOrNull = { ...time, nullable: true } as const;
const numberOrNull = { type: Number, nullable: true } as const;
const textOrNull = { type: String, nullable: true } as const;

/** A phase of a run as admins see it. */
export class PhaseDto {
  @ApiProperty({ enum: PHASE_NAMES }) readonly name!: PhaseName;
  @ApiProperty({ enum: ['pending', 'running', 'done', 'skipped', 'failed'] }) readonly state!: PhaseRecord['state'];
  @ApiProperty(timeOrNull) readonly startedAt!: Date | null;
  @ApiProperty(timeOrNull) readonly finishedAt!: Date | null;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'What the phase found or did',
  })
  readonly detail!: ReadableJson;
}

/** Progress of a run in numbers. */
export class RunCountsDto implements RunCounts {
  @ApiProperty({ type: 'integer' }) readonly total!: number;
  @ApiProperty({ type: 'integer' }) readonly migrated!: number;
  @ApiProperty({ type: 'integer', description: 'Documents that cannot be mapped; they stay unchanged' })
  readonly quarantined!: number;
}

/** Why a run failed. */
export class RunErrorDto {
  @ApiProperty() readonly code!: string;
  @ApiProperty() readonly message!: string;
}

/** Options of a run. */
export class RunOptionsDto implements RunOptions {
  @ApiProperty() readonly manualSwitch!: boolean;
  @ApiProperty(numberOrNull) readonly maxDocumentsPerSecond!: number | null;
  @ApiProperty() readonly acceptBlockers!: boolean;
}

/** An operator's request. */
export class RunRequestDto implements OperatorRequest {
  @ApiProperty({ enum: ['pause', 'resume', 'abort', 'switch', 'rollback', 'cleanup'] })
  readonly kind!: OperatorRequest['kind'];
  @ApiProperty() readonly by!: string;
  @ApiProperty(time) readonly at!: Date;
  @ApiProperty({ required: false, description: 'Rollback without the final comparison' }) readonly emergency?: boolean;
}

/** A run as admins see it in the API and on the command line, without what only its drivers need. */
export class RunDto {
  @ApiProperty() readonly id!: string;
  @ApiProperty({ enum: STRATEGIES }) readonly strategy!: Strategy;
  @ApiProperty({ enum: RUN_STATES }) readonly state!: RunState;
  @ApiProperty({ ...timeOrNull, description: 'When it entered that state; null for runs of older releases' })
  readonly stateSince!: Date | null;
  @ApiProperty({ enum: PHASE_NAMES, nullable: true }) readonly phase!: PhaseName | null;
  @ApiProperty({ type: [PhaseDto] }) readonly phases!: readonly PhaseDto[];
  @ApiProperty({ type: RunCountsDto }) readonly counts!: RunCounts;
  @ApiProperty(numberOrNull) readonly ratePerSecond!: number | null;
  @ApiProperty(numberOrNull) readonly etaSeconds!: number | null;
  @ApiProperty({ ...textOrNull, description: 'Why it is being throttled' }) readonly throttledBy!: string | null;
  @ApiProperty({ ...numberOrNull, description: 'How long writes waited at the last switch or rollback' })
  readonly writePauseMs!: number | null;
  @ApiProperty({ type: RunErrorDto, nullable: true }) readonly error!: RunErrorDto | null;
  @ApiProperty({
    ...numberOrNull,
    description: 'Documents still in the latest version after a rollback; null before one',
  })
  readonly stillLatest!: number | null;
  @ApiProperty({ ...timeOrNull, description: 'Until when a rollback is possible' })
  readonly rollbackUntil!: Date | null;
  @ApiProperty({ type: RunOptionsDto }) readonly options!: RunOptions;
  @ApiProperty() readonly startedBy!: string;
  @ApiProperty(time) readonly createdAt!: Date;
  @ApiProperty(timeOrNull) readonly finishedAt!: Date | null;
  @ApiProperty({ ...textOrNull, description: 'The instance that drives it; null if none does at the moment' })
  readonly owner!: string | null;
  @ApiProperty({ type: 'integer', description: 'Fencing token: increases with every change of owner' })
  readonly epoch!: number;
  @ApiProperty({
    type: RunRequestDto,
    nullable: true,
    description: 'A request of an operator that the run has not acted on yet',
  })
  readonly request!: OperatorRequest | null;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'Writes of the old shape since the switch, by application name',
  })
  readonly outsideWriters!: Readonly<Record<string, number>>;
  @ApiProperty({
    type: BacklogDto,
    nullable: true,
    description: 'How far the copies lag behind the writers; null if nothing is being kept in sync',
  })
  readonly backlog!: BacklogDto | null;
  @ApiProperty({
    type: PutOffSwitchDto,
    nullable: true,
    description: 'A postponed switch or rollback; null if none is postponed',
  })
  readonly switch!: PutOffSwitchDto | null;
}
