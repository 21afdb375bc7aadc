import { type ModelDefinition, MongooseModule, Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as Fields } from 'mongoose';

import { OWN_RECORDS } from '../database/own-records.js';
import { type Alert, ALERT_STATES, SEVERITIES } from './alert.js';
import type { Notification } from './notification.js';

const KEPT_SECONDS = 90 * 86_400;

/** An alert as stored in `catalog_alerts`, with its outbox. */
@Schema({ ...OWN_RECORDS, collection: 'catalog_alerts' })
export class StoredAlert implements Alert {
  @Prop({ type: String }) _id!: string;
  @Prop({ type: String, required: true }) rule!: string;
  @Prop({ type: String, required: true }) subject!: string;
  @Prop({ type: String }) instance!: string | null;
  @Prop({ type: String, enum: ALERT_STATES, required: true }) state!: Alert['state'];
  @Prop({ type: String, enum: SEVERITIES, required: true }) severity!: Alert['severity'];
  @Prop({ type: String }) title!: string;
  @Prop({ type: String }) message!: string;
  @Prop({ type: Number, required: true }) value!: number;
  @Prop({ type: Number, required: true }) limit!: number;
  @Prop({ type: Fields.Types.Mixed, required: true }) foundSince!: Alert['foundSince'];
  @Prop({ type: Date, required: true }) severeAt!: Date;
  @Prop({ type: Date }) firingAt!: Date | null;
  @Prop({ type: Date }) clearSince!: Date | null;
  @Prop({ type: Date }) resolvedAt!: Date | null;
  @Prop({ type: Date, required: true }) evaluatedAt!: Date;
  @Prop({ type: Date, required: true }) changedAt!: Date;
  @Prop({ type: Number, required: true }) fired!: number;
  @Prop({ type: [Fields.Types.Mixed], required: true }) history!: Alert['history'];
  /**
   * Grows with every change by a rule (optimistic locking): if two instances evaluate at once, the later one changes
   * nothing.
   */
  @Prop({ type: Number, required: true }) revision!: number;
  @Prop({ type: [Fields.Types.Mixed], required: true }) outbox!: readonly Notification[];
  /** Why the last attempt to send failed; `null` if it succeeded. */
  @Prop({ type: String }) sendProblem!: string | null;
}

const schema = SchemaFactory.createForClass(StoredAlert);
schema.index(
  { resolvedAt: 1 },
  { name: 'expiry', expireAfterSeconds: KEPT_SECONDS, partialFilterExpression: { state: 'resolved' } },
);

/** The model of alerts. */
export const STORED_ALERT = { name: StoredAlert.name, schema } satisfies ModelDefinition;
/** For modules that provide an `AlertStore`. */
export const STORED_ALERTS = MongooseModule.forFeature([STORED_ALERT]);
