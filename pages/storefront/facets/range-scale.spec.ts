import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { barsOf, linearScale, niceBounds, priceScale } from './range-scale.js';

describe('the scale of prices', () => {
  const scale = priceScale(50, 6000);

  it('begins at 0, ends at 1, and grows in between', () => {
    expect([scale.toPosition(50), scale.toPosition(6000)]).toEqual([0, 1]);
    const positions = [50, 100, 500, 999, 1000, 1001, 2000, 5999].map(scale.toPosition);
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
  });

  it('gives the thousands above 1,000 less room than the hundreds below', () => {
    expect(scale.toPosition(1000) - scale.toPosition(500)).toBeGreaterThan(
      scale.toPosition(3000) - scale.toPosition(2500),
    );
  });

  it('clamps what lies outside, as bounds out of an address may', () => {
    expect([scale.toPosition(0), scale.toPosition(1e9), scale.toValue(-1), scale.toValue(2)]).toEqual([0, 1, 50, 6000]);
  });

  it('rounds to what a person would write', () => {
    expect([0.2, 0.5, 0.8].map(scale.toValue)).toEqual([600, 1500, 3450]);
  });

  it('never leaves its bounds, and keeps the order of positions', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (a, b) => {
        const [low, high] = [scale.toValue(Math.min(a, b)), scale.toValue(Math.max(a, b))];
        expect(low).toBeGreaterThanOrEqual(50);
        expect(high).toBeLessThanOrEqual(6000);
        expect(low).toBeLessThanOrEqual(high);
      }),
    );
  });
});

describe('a histogram', () => {
  it('clips its bars to the scale and leaves out what lies outside', () => {
    const buckets = [
      { from: 0, to: 0.25, count: 9 },
      { from: 0.25, to: 0.75, count: 4 },
      { from: 0.75, count: 1 },
    ];
    expect(barsOf(buckets, linearScale(0.5, 1))).toEqual([
      { left: 0, right: 0.5, height: 2 / 3, count: 4 },
      { left: 0.5, right: 1, height: 1 / 3, count: 1 },
    ]);
  });

  it('is flat where there is nothing', () => {
    expect(barsOf([{ from: 0, to: 1, count: 0 }], linearScale(0, 1))).toEqual([
      { left: 0, right: 1, height: 0, count: 0 },
    ]);
  });

  it('stands between whole numbers', () => {
    expect(niceBounds(68, 5890, 50)).toEqual([50, 5900]);
    expect(niceBounds(1, 1, 0.25)).toEqual([1, 1.25]);
  });
});
