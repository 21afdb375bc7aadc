/**
 * Upper edges of the latency buckets, in milliseconds; one more bucket holds slower times. Every limit of
 * `latency-targets.ts` and every alert threshold is an edge, so times over a limit are counted, not estimated.
 */
export const BUCKET_EDGES_MS = [5, 10, 25, 50, 75, 100, 150, 200, 300, 500, 1_000, 2_500, 5_000] as const;

/** Number of buckets. */
export const BUCKETS = BUCKET_EDGES_MS.length + 1;

/** The bucket of a time. */
export function bucketOf(milliseconds: number): number {
  let bucket = 0;
  while (bucket < BUCKET_EDGES_MS.length && milliseconds > (BUCKET_EDGES_MS[bucket] ?? 0)) bucket += 1;
  return bucket;
}

/** Number of counted times over a limit, which has to be an edge. */
export function countOver(counts: readonly number[], limitMs: number): number {
  const edge = (BUCKET_EDGES_MS as readonly number[]).indexOf(limitMs);
  if (edge === -1)
    throw new RangeError(`${limitMs} ms is not an edge of the latency buckets: add it to BUCKET_EDGES_MS`);
  return counts.slice(edge + 1).reduce((sum, count) => sum + count, 0);
}

/**
 * Estimates a quantile in milliseconds as Prometheus does, assuming an even spread within a bucket. Times in the last
 * bucket count as its lower edge. `null` if nothing was counted.
 */
export function quantile(counts: readonly number[], share: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const rank = share * total;
  let below = 0;
  for (let bucket = 0; bucket < BUCKET_EDGES_MS.length; bucket += 1) {
    const count = counts[bucket] ?? 0;
    if (below + count >= rank && count > 0) {
      const lower = BUCKET_EDGES_MS[bucket - 1] ?? 0;
      return lower + ((BUCKET_EDGES_MS[bucket] ?? 0) - lower) * ((rank - below) / count);
    }
    below += count;
  }
  return BUCKET_EDGES_MS.at(-1) ?? null;
}
