import { type ModelDefinition, MongooseModule, Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as Fields } from 'mongoose';

import { OWN_RECORDS } from '../../database/own-records.js';
import { MIGRATIONS } from '../../leases/live-work.js';
import {
  type MigrationRun,
  type OperatorRequest,
  PHASE_NAMES,
  type PhaseName,
  type PhaseRecord,
  RUN_STATES,
  type RunCounts,
  type RunOptions,
  type RunState,
  type RunWork,
  STRATEGIES,
  type Strategy,
} from './migration-run.js';

/**
 * A run as stored in `catalog_migrations`. Nested values are stored as they are, since they contain `_id`s of any BSON
 * type.
 */
@Schema({ ...OWN_RECORDS, collection: MIGRATIONS })
export class MigrationRunRecord implements MigrationRun {
  @Prop({ type: String }) _id!: string;
  @Prop({ type: Number, required: true }) formatVersion!: number;
  @Prop({ type: String, enum: STRATEGIES, required: true }) strategy!: Strategy;
  @Prop({ type: String, enum: RUN_STATES, required: true }) state!: RunState;
  @Prop({ type: Date }) stateSince?: Date;
  @Prop({ type: String, enum: [...PHASE_NAMES, null] }) phase!: PhaseName | null;
  @Prop({ type: Fields.Types.Mixed, required: true }) phases!: readonly PhaseRecord[];
  @Prop({ type: Fields.Types.Mixed, required: true }) options!: RunOptions;
  @Prop({ type: String, required: true }) startedBy!: string;
  @Prop({ type: Date, required: true }) createdAt!: Date;
  @Prop({ type: Date }) finishedAt!: Date | null;
  @Prop({ type: Boolean }) active?: true;
  @Prop({ type: Number, required: true }) epoch!: number;
  @Prop({ type: String }) owner!: string | null;
  @Prop({ type: Number, required: true }) revision!: number;
  @Prop({ type: Fields.Types.Mixed }) session!: MigrationRun['session'];
  @Prop({ type: Date, required: true }) leaseUntil!: Date;
  @Prop({ type: Fields.Types.Mixed }) request!: OperatorRequest | null;
  @Prop({ type: Fields.Types.Mixed, required: true }) counts!: RunCounts;
  @Prop({ type: Number }) ratePerSecond!: number | null;
  @Prop({ type: Number }) etaSeconds!: number | null;
  @Prop({ type: String }) throttledBy!: string | null;
  @Prop({ type: Number }) writePauseMs!: number | null;
  @Prop({ type: Fields.Types.Mixed }) error!: MigrationRun['error'];
  @Prop({ type: Date }) rollbackUntil!: Date | null;
  @Prop({ type: Fields.Types.Mixed, required: true }) work!: RunWork;
}

const schema = SchemaFactory.createForClass(MigrationRunRecord);
// One migration at a time: a second one that is not over cannot be stored.
schema.index({ active: 1 }, { name: 'one_at_a_time', unique: true, partialFilterExpression: { active: true } });

/** The model of migration runs. */
export const MIGRATION_RUN = { name: MigrationRunRecord.name, schema } satisfies ModelDefinition;
/** For modules that provide a `RunStore`. */
export const MIGRATION_RUNS = MongooseModule.forFeature([MIGRATION_RUN]);
