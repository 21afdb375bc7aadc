import { describe, expect, it } from '@jest/globals';

import { type Forecast, forecast } from './forecast.js';
import { type Point, trendOf } from './trend.js';

const DAY_MS = 86_400_000;
/** 2026-01-01 */
const FIRST = 20_454;

/** One value a day. */
function daily(count: number, value: (day: number) => number): Point[] {
  return Array.from({ length: count }, (_, day) => ({ day: FIRST + day, value: value(day) }));
}

/** Repeatable noise between -1 and 1. */
function noise(seed: number): (day: number) => number {
  return (day) => ((Math.imul(day + seed, 2_654_435_761) >>> 0) / 2 ** 32) * 2 - 1;
}

const day = (count: number): string => new Date((FIRST + count) * DAY_MS).toISOString().slice(0, 10);

describe('a trend', () => {
  it.each([
    ['no values', [], 0],
    ['one value', daily(1, () => 5), 0],
    ['13 days', daily(14, (at) => at), 13],
    [
      'a few values over a long time',
      [
        { day: FIRST, value: 1 },
        { day: FIRST + 90, value: 91 },
      ],
      90,
    ],
  ])('is unknown for %s', (_, points, days) => {
    expect(trendOf(points)).toEqual({ state: 'too-early', days, needed: 14 });
  });

  it('of a straight line is that line, in any order of values and with missing days', () => {
    const points = daily(40, (at) => 100 + 5 * at)
      .filter(({ day: at }) => at % 7 !== 3)
      .reverse();
    expect(trendOf(points)).toEqual({
      state: 'told',
      days: 39,
      present: expect.closeTo(295, 6),
      perDay: expect.closeTo(5, 6),
      perDayLow: expect.closeTo(5, 6),
      perDayHigh: expect.closeTo(5, 6),
    });
  });

  it('of a constant is zero', () => {
    expect(trendOf(daily(30, () => 75))).toEqual({
      state: 'told',
      days: 29,
      present: 75,
      perDay: 0,
      perDayLow: 0,
      perDayHigh: 0,
    });
  });

  it('contains the true change in its interval about 95 times out of 100', () => {
    const held = Array.from({ length: 400 }, (_, seed) =>
      trendOf(daily(30, (at) => 1000 + 3 * at + 20 * noise(seed * 977)(at))),
    ).filter((trend) => trend.state === 'told' && trend.perDayLow <= 3 && trend.perDayHigh >= 3);
    expect(held.length / 400).toBeGreaterThan(0.9);
  });

  it('is not derived from one large import', () => {
    const trend = trendOf(daily(60, (at) => (at < 30 ? 1_000 : 6_000)));
    expect(trend.state === 'told' && trend.perDayLow < 0).toBe(true);
  });

  it('is not derived from a random walk', () => {
    let value = 1_000;
    const step = noise(7);
    const trend = trendOf(daily(60, (at) => (value += 10 * step(at))));
    expect(trend.state === 'told' && trend.perDayLow < 0 && trend.perDayHigh > 0).toBe(true);
  });
});

describe('a forecast', () => {
  const limit = { at: 10_000, keep: 'below' } as const;

  it.each<[string, readonly Point[], Parameters<typeof forecast>[1], Forecast]>([
    ['of nothing', [], limit, { state: 'unknown' }],
    ['of a value over the limit', daily(1, () => 10_000), limit, { state: 'reached' }],
    ['of too few days', daily(5, (at) => 9_000 + at), limit, { state: 'too-early', days: 4, needed: 14 }],
    [
      'of a line',
      daily(31, (at) => 9_000 + 10 * at),
      limit,
      { state: 'expected', at: new Date(day(100)), earliest: new Date(day(100)), latest: new Date(day(100)) },
    ],
    ['of a constant', daily(31, () => 9_000), limit, { state: 'not-in-sight', horizon: new Date(day(150)) }],
    [
      'of a shrinking value',
      daily(31, (at) => 9_000 - at),
      limit,
      { state: 'not-in-sight', horizon: new Date(day(150)) },
    ],
    [
      'beyond four times its past',
      daily(15, (at) => 9_000 + at),
      limit,
      { state: 'not-in-sight', horizon: new Date(day(70)) },
    ],
    [
      'beyond two years',
      daily(365, (at) => 1_000 + at),
      { at: 100_000, keep: 'below' },
      { state: 'not-in-sight', horizon: new Date(day(364 + 730)) },
    ],
    [
      'of a floor',
      daily(31, (at) => 100 - at),
      { at: 24, keep: 'above' },
      { state: 'expected', at: new Date(day(76)), earliest: new Date(day(76)), latest: new Date(day(76)) },
    ],
    [
      'of a value that rises away from a floor',
      daily(31, (at) => 100 + at),
      { at: 24, keep: 'above' },
      { state: 'not-in-sight', horizon: new Date(day(150)) },
    ],
    [
      'of a limit passed on the last day alone',
      daily(31, (at) => (at === 30 ? 300 : 100)),
      { at: 200, keep: 'below', days: 3 },
      { state: 'unclear', earliest: expect.any(Date) as unknown as Date },
    ],
    [
      'of a limit passed three days in a row',
      daily(31, (at) => (at >= 28 ? 300 : 100)),
      { at: 200, keep: 'below', days: 3 },
      { state: 'reached' },
    ],
    [
      'of one large import',
      daily(60, (at) => (at < 30 ? 1_000 : 6_000)),
      limit,
      { state: 'unclear', earliest: expect.any(Date) as unknown as Date },
    ],
  ])('%s', (_, points, at, expected) => {
    expect(forecast(points, at)).toEqual(expected);
  });

  it('gives the width of its interval', () => {
    const told = forecast(
      daily(60, (at) => 9_000 + 5 * at + 30 * noise(3)(at)),
      limit,
    );
    expect(told.state).toBe('expected');
    if (told.state !== 'expected') return;
    expect(told.earliest < told.at && told.latest !== null && told.at < told.latest).toBe(true);
    expect(Math.abs(told.at.getTime() - new Date(day(200)).getTime())).toBeLessThan(30 * DAY_MS);
  });
});
