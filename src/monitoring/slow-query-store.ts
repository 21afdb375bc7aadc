import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model, mongo } from 'mongoose';

import { collectionOf } from '../database/own-records.js';
import type { CommandShape } from './command-shape.js';
import { pageCursor, readPageCursor } from './page-cursor.js';
import type { PlanSummary } from '../database/plan-summary.js';
import { type SlowQuery, StoredSlowQuery } from './slow-query.schema.js';

/** Number of recent times to keep per shape. */
export const MAX_SAMPLES = 10;
const MAX_SHAPES = 500;

/** One instance's observations of a shape since its last write. */
export interface SlowQueryChange extends CommandShape {
  readonly count: number;
  readonly totalMs: number;
  readonly maxMs: number;
  /** Milliseconds, newest last. */
  readonly samples: readonly number[];
  readonly plan: PlanSummary | null;
}

export type { SlowQuery } from './slow-query.schema.js';

/** The slow queries of all instances in `catalog_slow_queries`: one document per shape, the latest 500, for 30 days. */
@Injectable()
export class SlowQueryStore {
  constructor(@InjectModel(StoredSlowQuery.name) private readonly model: Model<StoredSlowQuery>) {}

  private get queries(): mongo.Collection<SlowQuery> {
    return collectionOf<SlowQuery>(this.model);
  }

  /** Adds an instance's observations. */
  async add(changes: readonly SlowQueryChange[]): Promise<void> {
    await this.queries.bulkWrite(
      changes.map((change) => ({
        updateOne: { filter: { _id: change.key }, update: additionOf(change), upsert: true },
      })),
      { ordered: false },
    );
    await this.dropOldest();
  }

  /** Stores the plan of a shape. */
  async setPlan(key: string, plan: PlanSummary): Promise<void> {
    await this.queries.updateOne({ _id: key }, { $set: { plan } });
  }

  /** A page of slow queries, most recent first; `next` is the cursor of the next page. */
  async list({
    limit,
    after,
  }: {
    readonly limit: number;
    readonly after?: string | undefined;
  }): Promise<{ readonly queries: readonly SlowQuery[]; readonly next: string | null }> {
    const found = await this.queries
      .find(readPageCursor(after, 'lastAt'))
      .sort({ lastAt: -1, _id: 1 })
      .limit(limit + 1)
      .toArray();
    const queries = found.slice(0, limit);
    const last = queries.at(-1);
    return { queries, next: found.length > limit && last !== undefined ? pageCursor(last.lastAt, last._id) : null };
  }

  /** Number of shapes that were slow in the last hours. */
  countSince(hours: number): Promise<number> {
    return this.queries.countDocuments({ $expr: { $gt: ['$lastAt', { $subtract: ['$$NOW', hours * 3_600_000] }] } });
  }

  private async dropOldest(): Promise<void> {
    if ((await this.queries.estimatedDocumentCount()) <= MAX_SHAPES) return;
    const oldest = await this.queries
      .find({}, { projection: { _id: 1 } })
      .sort({ lastAt: -1 })
      .skip(MAX_SHAPES)
      .toArray();
    await this.queries.deleteMany({ _id: { $in: oldest.map(({ _id }) => _id) } });
  }
}

function additionOf({
  command,
  collection,
  shape,
  count,
  totalMs,
  maxMs,
  samples,
  plan,
}: SlowQueryChange): mongo.Document[] {
  return [
    {
      $set: {
        command: { $literal: command },
        collection: { $literal: collection },
        shape: { $literal: shape },
        count: { $add: [{ $ifNull: ['$count', 0] }, count] },
        totalMs: { $add: [{ $ifNull: ['$totalMs', 0] }, totalMs] },
        maxMs: { $max: ['$maxMs', maxMs] },
        samples: { $slice: [{ $concatArrays: [{ $ifNull: ['$samples', []] }, samples] }, -MAX_SAMPLES] },
        firstAt: { $ifNull: ['$firstAt', '$$NOW'] },
        lastAt: '$$NOW',
        plan: plan === null ? { $ifNull: ['$plan', null] } : { $literal: plan },
      },
    },
  ];
}
