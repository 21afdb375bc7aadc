import { type ModelDefinition, MongooseModule, Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as Fields } from 'mongoose';

import { OWN_RECORDS } from '../database/own-records.js';
import type { ScheduleRecord } from './schedule-record.js';

/** A schedule as stored in `catalog_schedules`. */
@Schema({ ...OWN_RECORDS, collection: 'catalog_schedules' })
export class StoredSchedule implements ScheduleRecord {
  @Prop({ type: String }) _id!: string;
  @Prop({ type: Number, required: true }) formatVersion!: number;
  @Prop({ type: Date, required: true }) settledDue!: Date;
  @Prop({ type: Number, required: true }) epoch!: number;
  @Prop({ type: Fields.Types.Mixed }) running!: ScheduleRecord['running'];
  @Prop({ type: [Fields.Types.Mixed], required: true }) history!: ScheduleRecord['history'];
}

const schema = SchemaFactory.createForClass(StoredSchedule);

/** The model of schedules. */
export const STORED_SCHEDULE = { name: StoredSchedule.name, schema } satisfies ModelDefinition;
/** For modules that provide a `ScheduleStore`. */
export const STORED_SCHEDULES = MongooseModule.forFeature([STORED_SCHEDULE]);
