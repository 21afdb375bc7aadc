import { type ModelDefinition, MongooseModule, Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as Fields } from 'mongoose';

import { OWN_RECORDS } from '../database/own-records.js';
import type { CapacitySnapshot } from './capacity-snapshot.js';

/** A day's snapshot as stored in `catalog_capacity`. */
@Schema({ ...OWN_RECORDS, collection: 'catalog_capacity' })
export class StoredSnapshot implements CapacitySnapshot {
  @Prop({ type: String }) _id!: string;
  @Prop({ type: Number, required: true }) formatVersion!: number;
  @Prop({ type: Date, required: true }) at!: Date;
  @Prop({ type: Fields.Types.Mixed, required: true }) products!: CapacitySnapshot['products'];
  @Prop({ type: Fields.Types.Mixed, required: true }) bytes!: CapacitySnapshot['bytes'];
  @Prop({ type: Fields.Types.Mixed }) disk!: CapacitySnapshot['disk'];
  @Prop({ type: Fields.Types.Mixed }) backupDisk!: CapacitySnapshot['backupDisk'];
  @Prop({ type: Fields.Types.Mixed }) oplog!: CapacitySnapshot['oplog'];
  @Prop({ type: [Fields.Types.Mixed], required: true }) queries!: CapacitySnapshot['queries'];
}

const schema = SchemaFactory.createForClass(StoredSnapshot);

/** For modules that provide a `CapacityStore`. */
export const STORED_SNAPSHOTS = MongooseModule.forFeature([
  { name: StoredSnapshot.name, schema } satisfies ModelDefinition,
]);
