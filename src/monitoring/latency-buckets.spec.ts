import { describe, expect, it } from '@jest/globals';

import { LATENCY_TARGETS } from '../query-classes/latency-targets.js';
import { BUCKET_EDGES_MS, BUCKETS, bucketOf, countOver, quantile } from './latency-buckets.js';

/** Counts of times. */
function counted(times: readonly number[]): number[] {
  const counts = Array.from({ length: BUCKETS }, () => 0);
  for (const time of times) counts[bucketOf(time)]! += 1;
  return counts;
}

describe('latency buckets', () => {
  it('have every limit as an edge', () => {
    for (const { limitMs } of LATENCY_TARGETS) expect(BUCKET_EDGES_MS).toContain(limitMs);
  });

  it.each([
    { time: 0, bucket: 0 },
    { time: 5, bucket: 0 },
    { time: 5.01, bucket: 1 },
    { time: 300, bucket: 8 },
    { time: 300.1, bucket: 9 },
    { time: 5_000, bucket: 12 },
    { time: 1e9, bucket: 13 },
  ])('$time ms is in bucket $bucket', ({ time, bucket }) => {
    expect(bucketOf(time)).toBe(bucket);
  });

  it.each([
    { times: [], limit: 300, over: 0 },
    { times: [300, 300, 301], limit: 300, over: 1 },
    { times: [10, 151, 9_999], limit: 150, over: 2 },
  ])('$over of $times are over $limit ms', ({ times, limit, over }) => {
    expect(countOver(counted(times), limit)).toBe(over);
  });

  it('refuse a limit that is not an edge', () => {
    expect(() => countOver(counted([1]), 123)).toThrow('123 ms is not an edge');
  });

  it.each([
    { times: [], share: 0.95, expected: null },
    { times: [60, 60, 60, 60], share: 0.5, expected: 62.5 },
    {
      times: [...Array.from({ length: 95 }, () => 4), ...Array.from({ length: 5 }, () => 400)],
      share: 0.95,
      expected: 5,
    },
    {
      times: [...Array.from({ length: 90 }, () => 4), ...Array.from({ length: 10 }, () => 400)],
      share: 0.95,
      expected: 400,
    },
    { times: [60_000], share: 0.5, expected: 5_000 },
  ])('estimate a quantile of $share: $expected', ({ times, share, expected }) => {
    expect(quantile(counted(times), share)).toBe(expected);
  });
});
