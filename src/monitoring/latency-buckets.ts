/**
 * Upper edges of the latency buckets, in milliseconds; what is slower than the last is in one more bucket. Every limit
 * of `latency-targets.ts` and every threshold of an alert is an edge, so what is over a limit is counted, not
 * estimated.
 */
export const BUCKET_EDGES_MS = [5, 10, 25, 50, 75, 100, 150, 200, 300, 500, 1_000, 2_500, 5_000] as const;

/** How many buckets there are. */
export const BUCKETS = BUCKET_EDGES_MS.length + 1;

/** The bucket of a time. */
export function bucketOf(milliseconds: number): number {
  let bucket = 0;
  while (bucket < BUCKET_EDGES_MS.length && milliseconds > (BUCKET_EDGES_MS[bucket] ?? 0)) bucket += 1;
  return bucket;
}

/** How many of the counted were slower than a limit. The limit has to be an edge. */
export function countOver(counts: readonly number[], limitMs: number): number {
  const edge = (BUCKET_EDGES_MS as readonly number[]).indexOf(limitMs);
  if (edge === -1)
    throw new RangeError(`${limitMs} ms is not an edge of the latency buckets: add it to BUCKET_EDGES_MS`);
  return counts.slice(edge + 1).reduce((sum, count) => sum + count, 0);
}

/**
 * A quantile of the counted times, in milliseconds: as Prometheus estimates it, evenly spread within a bucket. Times of
 * the last bucket count as its lower edge. `null` where nothing was counted.
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
