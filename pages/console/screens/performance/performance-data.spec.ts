import { describe, expect, it } from '@jest/globals';

import { type ClassSeries, thinned } from './performance-data.js';

const frame = { from: '2026-11-30T10:00:00Z', stepSeconds: 10 };

function series(length: number, peakAt: number): ClassSeries {
  const p95 = Array.from({ length }, (_, index) => (index === peakAt ? 500 : index % 7 === 0 ? null : 5));
  return { name: 'x', title: 'X', limitMs: 50, count: p95.map((ms) => (ms === null ? 0 : 1)), p50: p95, p95 };
}

describe('thinned', () => {
  it('leaves what fits as it is', () => {
    const given = series(100, 50);
    const { seconds, p95, count } = thinned(given, frame);
    expect(p95).toEqual(given.p95);
    expect(count).toEqual(given.count);
    expect([seconds[0], seconds[1]]).toEqual([Date.parse(frame.from) / 1_000, Date.parse(frame.from) / 1_000 + 10]);
  });

  it('never smooths a peak away, and counts every request', () => {
    const given = series(2_160, 1_234);
    const { p95, count, seconds } = thinned(given, frame);
    expect(Math.max(...p95.map((value) => value ?? 0))).toBe(500);
    expect(seconds).toHaveLength(360);
    const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
    expect(sum(count)).toBe(sum(given.count));
  });
});
