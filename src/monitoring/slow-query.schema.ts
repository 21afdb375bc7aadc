import { type ModelDefinition, MongooseModule, Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as Fields } from 'mongoose';

import { OWN_RECORDS } from '../database/own-records.js';
import type { PlanSummary } from '../database/plan-summary.js';

/** A kind of query that was slow. It holds no value of any document. */
export interface SlowQuery {
  /** The key of its shape. */
  readonly _id: string;
  readonly command: string;
  readonly collection: string;
  readonly shape: string;
  readonly count: number;
  readonly totalMs: number;
  readonly maxMs: number;
  /** The latest, in milliseconds, the latest last. */
  readonly samples: readonly number[];
  readonly firstAt: Date;
  readonly lastAt: Date;
  /** `null` until it was explained, and for commands that cannot be. */
  readonly plan: PlanSummary | null;
}

const KEPT_SECONDS = 30 * 86_400;

/** A kind of slow query as it stands in `catalog_slow_queries`. `collection` is a word of Mongoose's own documents. */
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
