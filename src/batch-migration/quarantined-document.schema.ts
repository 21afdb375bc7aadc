import { type ModelDefinition, MongooseModule, Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { type mongo, Schema as Fields } from 'mongoose';

import type { Finding } from '../../migrations/index.js';
import { OWN_RECORDS } from '../database/own-records.js';
import type { Direction } from './mapping/mapped-documents.js';

/** A document that the mapping refuses, with the reasons. The document itself stays unchanged. */
export interface QuarantinedDocument {
  /** The product's `_id`. */
  readonly _id: unknown;
  readonly runId: string;
  readonly direction: Direction;
  readonly findings: readonly Finding[];
  readonly attempts: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  /** The document's bytes. */
  readonly raw: mongo.Binary;
}

/** A refused document as stored in `catalog_quarantine`. Its `_id` is the product's, of any BSON type. */
@Schema({ ...OWN_RECORDS, collection: 'catalog_quarantine' })
export class QuarantinedRecord implements QuarantinedDocument {
  @Prop({ type: Fields.Types.Mixed }) _id!: unknown;
  @Prop({ type: String, required: true }) runId!: string;
  @Prop({ type: String, enum: ['up', 'down'], required: true }) direction!: QuarantinedDocument['direction'];
  @Prop({ type: [Fields.Types.Mixed], required: true }) findings!: QuarantinedDocument['findings'];
  @Prop({ type: Number, required: true }) attempts!: number;
  @Prop({ type: Date, required: true }) firstAt!: Date;
  @Prop({ type: Date, required: true }) lastAt!: Date;
  /** Mongoose must not cast the bytes; only the driver reads and writes them. */
  @Prop({ type: Fields.Types.Mixed, required: true }) raw!: QuarantinedDocument['raw'];
}

const schema = SchemaFactory.createForClass(QuarantinedRecord);

/** The model of quarantined documents. */
export const QUARANTINED = { name: QuarantinedRecord.name, schema } satisfies ModelDefinition;
/** For modules that provide a `Quarantine`. */
export const QUARANTINED_DOCUMENTS = MongooseModule.forFeature([QUARANTINED]);
