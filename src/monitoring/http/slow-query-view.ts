import type { SlowQuery } from '../slow-query-store.js';

/** A slow query as admins see it. Times are in milliseconds. */
export interface SlowQueryView {
  readonly key: string;
  readonly command: string;
  readonly collection: string;
  readonly shape: unknown;
  readonly count: number;
  readonly meanMs: number;
  readonly maxMs: number;
  readonly latestMs: readonly number[];
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly plan: string | null;
  readonly collectionScan: boolean | null;
}

/** Shows a slow query. Pure. */
export function toSlowQueryView({
  _id: key,
  command,
  collection,
  shape,
  count,
  totalMs,
  maxMs,
  samples,
  firstAt,
  lastAt,
  plan,
}: SlowQuery): SlowQueryView {
  return {
    key,
    command,
    collection,
    shape: JSON.parse(shape),
    count,
    meanMs: Math.round(totalMs / Math.max(1, count)),
    maxMs,
    latestMs: samples,
    firstAt,
    lastAt,
    plan: plan?.plan ?? null,
    collectionScan: plan?.collectionScan ?? null,
  };
}
