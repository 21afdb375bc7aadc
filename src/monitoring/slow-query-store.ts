import { Injectable } from '@nestjs/common';
import type { mongo } from 'mongoose';

import { Collections } from '../database/collections.js';
import type { CommandShape } from './command-shape.js';
import { pageCursor, readPageCursor } from './page-cursor.js';
import type { PlanSummary } from '../database/plan-summary.js';

/** The latest times that are kept of a shape. */
export const MAX_SAMPLES = 10;
const MAX_SHAPES = 500;
const KEPT_SECONDS = 30 * 86_400;

/** What one instance has seen of a shape since its last write. */
export interface SlowQueryChange extends CommandShape {
  readonly count: number;
  readonly totalMs: number;
  readonly maxMs: number;
  /** Milliseconds, the latest last. */
  readonly samples: readonly number[];
  readonly plan: PlanSummary | null;
}

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

/** The slow queries of all instances in `catalog_slow_queries`: a shape a document, the 500 latest, for 30 days. */
@Injectable()
export class SlowQueryStore {
  private hasIndex = false;

  constructor(private readonly collections: Collections) {}

  private get queries(): mongo.Collection<SlowQuery> {
    return this.collections.db.collection<SlowQuery>('catalog_slow_queries');
  }

  /** Adds what an instance has seen. */
  async add(changes: readonly SlowQueryChange[]): Promise<void> {
    await this.ensureIndex();
    await this.queries.bulkWrite(
      changes.map((change) => ({
        updateOne: { filter: { _id: change.key }, update: additionOf(change), upsert: true },
      })),
      { ordered: false },
    );
    await this.dropOldest();
  }

  /** Says how the database goes about a shape. */
  async setPlan(key: string, plan: PlanSummary): Promise<void> {
    await this.queries.updateOne({ _id: key }, { $set: { plan } });
  }

  /** A page, the query that was slow last first; `next` is for the next page. */
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

  /** How many kinds of queries were slow in the last so many hours. */
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

  private async ensureIndex(): Promise<void> {
    if (this.hasIndex) return;
    await this.queries.createIndex({ lastAt: 1 }, { name: 'expiry', expireAfterSeconds: KEPT_SECONDS });
    this.hasIndex = true;
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
