import { describe, expect, it } from '@jest/globals';

import { LatencySeries, SERIES_POINTS, STEP_SECONDS, stepOf } from './latency-series.js';

const STEP = STEP_SECONDS * 1000;
const start = 1_700_000_000_000;
const first = stepOf(start);

describe('LatencySeries', () => {
  it('has a point for each finished step and none for the current one', () => {
    const series = new LatencySeries();
    for (let ms = 1; ms <= 100; ms++) series.record(ms, start);
    series.record(7, start + STEP);

    const { count, p50, p95 } = series.read(first, first + 1);
    expect(count).toEqual([100]);
    expect(p50[0]).toBeCloseTo(50, -1);
    expect(p95[0]).toBeCloseTo(95, -1);
    expect(series.read(first, first + 2).count).toEqual([100, 1]);
  });

  it('closes a step even without later requests', () => {
    const series = new LatencySeries();
    series.record(0.5, start);
    expect(series.read(first - 1, first + 3)).toEqual({
      count: [0, 1, 0, 0],
      p50: [null, 0.5, null, null],
      p95: [null, 0.5, null, null],
    });
  });

  it('keeps counting a step that was not read yet', () => {
    const series = new LatencySeries();
    series.record(3, start);
    expect(series.read(first - 1, first).count).toEqual([0]);
    series.record(5, start);
    expect(series.read(first, first + 1).count).toEqual([2]);
  });

  it('drops points older than six hours and never shows one at a new time', () => {
    const series = new LatencySeries();
    series.record(3, start);
    series.record(0.9, start + STEP * SERIES_POINTS);
    const { count, p95 } = series.read(first, first + SERIES_POINTS + 1);
    expect([count.reduce((sum, one) => sum + one, 0), count.at(0), p95.at(-1)]).toEqual([1, 0, 0.9]);
    expect(series.read(first + 2 * SERIES_POINTS, first + 2 * SERIES_POINTS + 1).count).toEqual([0]);
  });

  it('counts times beyond its range as its maximum', () => {
    const series = new LatencySeries();
    series.record(10_000_000, start);
    series.record(0, start);
    const { count, p95 } = series.read(first, first + 1);
    expect(count).toEqual([2]);
    expect(p95[0]).toBeGreaterThanOrEqual(59_000);
  });
});
