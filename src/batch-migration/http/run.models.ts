import { ApiProperty } from '@nestjs/swagger';

import { PHASE_NAMES, RUN_STATES, STRATEGIES } from '../run/migration-run.js';
import type { PhaseView, RunView } from './run-view.js';

const time = { type: 'string', format: 'date-time' } as const;
const timeOrNull = { ...time, nullable: true } as const;
const numberOrNull = { type: Number, nullable: true } as const;

/** A phase, for the OpenAPI document. */
export class PhaseModel implements Record<keyof PhaseView, unknown> {
  @ApiProperty({ enum: PHASE_NAMES }) name!: string;
  @ApiProperty({ enum: ['pending', 'running', 'done', 'skipped', 'failed'] }) state!: string;
  @ApiProperty(timeOrNull) startedAt!: unknown;
  @ApiProperty(timeOrNull) finishedAt!: unknown;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'What the phase found or did',
  })
  detail!: unknown;
}

/** How far a run is, for the OpenAPI document. */
export class RunCountsModel {
  @ApiProperty({ type: 'integer' }) total!: number;
  @ApiProperty({ type: 'integer' }) migrated!: number;
  @ApiProperty({ type: 'integer', description: 'Documents that the mapping refuses; they stay as they are' })
  quarantined!: number;
}

/** Why a run failed, for the OpenAPI document. */
export class RunErrorModel {
  @ApiProperty() code!: string;
  @ApiProperty() message!: string;
}

/** How a run is to go, for the OpenAPI document. */
export class RunOptionsModel {
  @ApiProperty() manualSwitch!: boolean;
  @ApiProperty(numberOrNull) maxDocumentsPerSecond!: number | null;
  @ApiProperty() acceptBlockers!: boolean;
}

/** What an operator asked for, for the OpenAPI document. */
export class RunRequestModel {
  @ApiProperty({ enum: ['pause', 'resume', 'abort', 'switch', 'rollback', 'cleanup'] }) kind!: string;
  @ApiProperty() by!: string;
  @ApiProperty(time) at!: unknown;
}

/** A migration run, for the OpenAPI document. */
export class RunModel implements Record<keyof RunView, unknown> {
  @ApiProperty() id!: string;
  @ApiProperty({ enum: STRATEGIES }) strategy!: string;
  @ApiProperty({ enum: RUN_STATES }) state!: string;
  @ApiProperty({ enum: PHASE_NAMES, nullable: true }) phase!: unknown;
  @ApiProperty({ type: [PhaseModel] }) phases!: PhaseModel[];
  @ApiProperty({ type: RunCountsModel }) counts!: RunCountsModel;
  @ApiProperty(numberOrNull) ratePerSecond!: number | null;
  @ApiProperty(numberOrNull) etaSeconds!: number | null;
  @ApiProperty({ type: String, nullable: true, description: 'Why it goes slower than it could' }) throttledBy!: unknown;
  @ApiProperty({ ...numberOrNull, description: 'How long writes waited at the last switch or rollback' })
  writePauseMs!: number | null;
  @ApiProperty({ type: RunErrorModel, nullable: true }) error!: RunErrorModel | null;
  @ApiProperty({ ...numberOrNull, description: 'Documents that have the latest version after a rollback' })
  stillLatest!: number | null;
  @ApiProperty({ ...timeOrNull, description: 'Until when the way back stays open' }) rollbackUntil!: unknown;
  @ApiProperty({ type: RunOptionsModel }) options!: RunOptionsModel;
  @ApiProperty() startedBy!: string;
  @ApiProperty(time) createdAt!: unknown;
  @ApiProperty(timeOrNull) finishedAt!: unknown;
  @ApiProperty({ type: String, nullable: true, description: 'The instance that drives it' }) owner!: unknown;
  @ApiProperty({ type: 'integer', description: 'Grows with every change of owner' }) epoch!: number;
  @ApiProperty({
    type: RunRequestModel,
    nullable: true,
    description: 'What an operator asked for and the run has not taken yet',
  })
  request!: RunRequestModel | null;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'Writes of the old shape since the switch, by application name',
  })
  outsideWriters!: unknown;
}
