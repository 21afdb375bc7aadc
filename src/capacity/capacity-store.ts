import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type Model, type mongo, trusted } from 'mongoose';

import { literals } from '../database/literals.js';
import { collectionOf } from '../database/own-records.js';
import { isDuplicateKey } from '../database/database-errors.js';
import type { CapacitySnapshot } from './capacity-snapshot.js';
import { StoredSnapshot } from './capacity-snapshot.schema.js';

/** Two years of days. Limited by number, not date: a temporarily wrong clock must not cost the history. */
export const KEPT_SNAPSHOTS = 731;

const FORMAT_VERSION = 1;

/** The snapshots in `catalog_capacity`, one per day. */
@Injectable()
export class CapacityStore {
  constructor(@InjectModel(StoredSnapshot.name) private readonly model: Model<StoredSnapshot>) {}

  private get snapshots(): mongo.Collection<CapacitySnapshot> {
    return collectionOf<CapacitySnapshot>(this.model);
  }

  /** Stores today's snapshot, by the server's clock; a later one of the same day replaces it. */
  async save(figures: Omit<CapacitySnapshot, '_id' | 'at' | 'formatVersion'>, today: string): Promise<void> {
    // Only an update can set the server's time.
    const fields = { formatVersion: FORMAT_VERSION, at: '$$NOW', ...literals({ ...figures }) };
    const save = (): Promise<unknown> =>
      this.snapshots.updateOne({ _id: today }, [{ $set: fields }], { upsert: true, writeConcern: { w: 'majority' } });
    await save().catch((error: unknown) => {
      if (!isDuplicateKey(error)) throw error;
      return save(); // another instance stored the day's first one
    });
    const [oldest] = await this.snapshots
      .find({}, { projection: { _id: 1 } })
      .sort({ _id: -1 })
      .skip(KEPT_SNAPSHOTS - 1)
      .limit(1)
      .toArray();
    if (oldest !== undefined) await this.snapshots.deleteMany({ _id: { $lt: oldest._id } });
  }

  /** The latest snapshots, oldest first. */
  async latest(count: number): Promise<CapacitySnapshot[]> {
    return (
      await this.model
        .find({ formatVersion: trusted({ $lte: FORMAT_VERSION }) })
        .sort({ _id: -1 })
        .limit(count)
        .lean<CapacitySnapshot[]>()
    ).reverse();
  }
}
