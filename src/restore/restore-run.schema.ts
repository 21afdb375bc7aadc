import { type ModelDefinition, MongooseModule, Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as Fields } from 'mongoose';

import { OWN_RECORDS } from '../database/own-records.js';
import { RESTORES } from '../leases/live-work.js';
import { RESTORE_STATES, RESTORE_STEPS, type RestoreRun } from './restore-run.js';

/** A restore as stored in `catalog_restores`. */
@Schema({ ...OWN_RECORDS, collection: RESTORES })
export class RestoreRecord implements RestoreRun {
  @Prop({ type: String }) _id!: string;
  @Prop({ type: String, enum: RESTORE_STATES, required: true }) state!: RestoreRun['state'];
  @Prop({ type: String, enum: RESTORE_STEPS, required: true }) step!: RestoreRun['step'];
  @Prop({ type: String, required: true }) backupId!: string;
  @Prop({ type: String }) pointInTime!: string | null;
  @Prop({ type: Boolean, required: true }) closeWayBack!: boolean;
  @Prop({ type: String, required: true }) startedBy!: string;
  @Prop({ type: Date, required: true }) createdAt!: Date;
  @Prop({ type: Date }) finishedAt!: Date | null;
  @Prop({ type: Boolean }) active?: true;
  @Prop({ type: Number, required: true }) epoch!: number;
  @Prop({ type: String }) owner!: string | null;
  @Prop({ type: Number, required: true }) revision!: number;
  @Prop({ type: Date, required: true }) leaseUntil!: Date;
  @Prop({ type: Fields.Types.Mixed, required: true }) progress!: RestoreRun['progress'];
  @Prop({ type: Fields.Types.Mixed, required: true }) work!: RestoreRun['work'];
  @Prop({ type: Fields.Types.Mixed }) report!: RestoreRun['report'];
  @Prop({ type: Fields.Types.Mixed }) error!: RestoreRun['error'];
}

const schema = SchemaFactory.createForClass(RestoreRecord);
// A unique index: a second unfinished restore cannot be stored.
schema.index({ active: 1 }, { name: 'one_at_a_time', unique: true, partialFilterExpression: { active: true } });

/** The model of restores. */
export const RESTORE_RUN = { name: RestoreRecord.name, schema } satisfies ModelDefinition;
/** For modules that provide a `RestoreStore`. */
export const RESTORE_RUNS = MongooseModule.forFeature([RESTORE_RUN]);
