import { describe, expect, it } from '@jest/globals';

import { LatencyWindow } from './latency-window.js';

const NOTHING = { requests: 0, p50: null, p95: null, p99: null, max: null };

describe('LatencyWindow', () => {
  it('has no figures without requests', () => {
    expect(new LatencyWindow(300).read(1e6)).toEqual(NOTHING);
  });

  it('gives percentiles within one percent', () => {
    const window = new LatencyWindow(300);
    for (let time = 1; time <= 1_000; time += 1) window.record(time, 1_000 + time);

    const { requests, p50, p95, p99, max } = window.read(3_000);

    expect(requests).toBe(1_000);
    for (const [seen, right] of [
      [p50, 500],
      [p95, 950],
      [p99, 990],
      [max, 1_000],
    ] as const)
      expect(Math.abs(seen! - right) / right).toBeLessThanOrEqual(0.01);
  });

  it('drops times older than its length, even without new ones', () => {
    const window = new LatencyWindow(300);
    window.record(400, 0);
    window.record(20, 200_000);

    expect(window.read(269_999)).toMatchObject({ requests: 2, max: expect.closeTo(400, -1) });
    expect(window.read(310_000)).toMatchObject({ requests: 1, max: expect.closeTo(20, 0) });
    expect(window.read(900_000)).toEqual(NOTHING);
  });

  it('overwrites the oldest times', () => {
    const window = new LatencyWindow(300);
    for (let minute = 0; minute < 100; minute += 1) window.record(minute, minute * 60_000);

    expect(window.read(99 * 60_000)).toMatchObject({ requests: 5, max: expect.closeTo(99, 0) });
  });

  it.each([0, 0.001, 61_000, 1e12])('accepts a time of %d ms', (time) => {
    const window = new LatencyWindow(300);
    window.record(time, 5);

    expect(window.read(6).requests).toBe(1);
  });
});
