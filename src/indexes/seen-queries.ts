import type { mongo } from 'mongoose';

import { PRODUCTS } from '../database/collections.js';
import type { SeenQuery } from './suggested-indexes.js';

const MAX_SHAPES = 100;

/** The part of monitoring's slow-query records that is used here. */
interface SlowQuery {
  readonly command: string;
  readonly collection: string;
  /** JSON of filter, sort and hint, with types instead of values. */
  readonly shape: string;
  readonly plan: { readonly plan: string; readonly collectionScan: boolean } | null;
  readonly count: number;
  readonly maxMs: number;
  readonly lastAt: Date;
}

/**
 * Slow finds on products recorded by monitoring, latest first, without values; excludes those that an index serves or
 * that have a hint.
 */
export async function slowFinds(db: mongo.Db): Promise<SeenQuery[]> {
  const seen = await db
    .collection<SlowQuery>('catalog_slow_queries')
    .find({ collection: PRODUCTS, command: 'find' })
    .sort({ lastAt: -1 })
    .limit(MAX_SHAPES)
    .toArray();
  return seen.flatMap(({ shape, plan, count, maxMs }) => {
    const {
      filter = {},
      sort = {},
      hint,
    } = JSON.parse(shape) as { filter?: SeenQuery['filter']; sort?: SeenQuery['sort']; hint?: unknown };
    const isServed = plan !== null && !plan.collectionScan && !/\bSORT\b/.test(plan.plan);
    return hint !== undefined || isServed ? [] : [{ filter, sort, count, maxMs }];
  });
}
