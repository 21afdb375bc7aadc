import { type ModelDefinition, MongooseModule, Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as Fields } from 'mongoose';

import { OWN_RECORDS } from '../database/own-records.js';
import type { PlanSummary } from '../database/plan-summary.js';

/** The shape of a slow query. Contains no document values. */
export interface SlowQuery {
  /** The shape's key. */
  readonly _id: string;
  readonly command: string;
  readonly collection: string;
  readonly shape: string;
  readonly count: number;
  readonly totalMs: number;
  readonly maxMs: number;
  /** The latest durations in milliseconds, newest last. */
  readonly samples: readonly number[];
  readonly firstAt: Date;
  readonly lastAt: Date;
  /** `null` until explained, and for commands that cannot be explained. */
  readonly plan: PlanSummary | null;
}

const KEPT_SECONDS = 30 * 86_400;

/** A slow query as stored in `catalog_slow_queries`. `collection` is a reserved property of Mongoose documents. */
@Schema({ ...OWN_RECORDS, collection: 'catalog_slow_queries', suppressReservedKeysWarning: true })
export class StoredSlowQuery implements SlowQuery {
  @Prop({ type: String }) _id!: string;
  @Prop({ type: String, required: true }) command!: string;
  @Prop({ type: String, required: true }) collection!: string;
  @Prop({ type: String, required: true }) shape!: string;
  @Prop({ type: Number, required: true }) count!: number;
  @Prop({ type: Number, required: true }) totalMs!: number;
  @Prop({ type: Number, required: true }) maxMs!: number;
  @Prop({ type: [Number], required: true }) samples!: readonly number[];
  @Prop({ type: Date, required: true }) firstAt!: Date;
  @Prop({ type: Date, required: true }) lastAt!: Date;
  @Prop({ type: Fields.Types.Mixed }) plan!: SlowQuery['plan'];
}

const schema = SchemaFactory.createForClass(StoredSlowQuery);
schema.index({ lastAt: 1 }, { name: 'expiry', expireAfterSeconds: KEPT_SECONDS });

/** The model of slow queries. */
export const STORED_SLOW_QUERY = { name: StoredSlowQuery.name, schema } satisfies ModelDefinition;
/** For modules that provide a `SlowQueryStore`. */
export const STORED_SLOW_QUERIES = MongooseModule.forFeature([STORED_SLOW_QUERY]);
