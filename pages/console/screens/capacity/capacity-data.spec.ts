import { describe, expect, it } from '@jest/globals';

import { type Capacity, figure, productForecast, type Snapshot } from './capacity-data.js';

const snapshot = (day: string, total: number) => ({ day, products: { total } }) as unknown as Snapshot;
const capacity = (perMonth: number | null): Capacity => ({
  latest: null,
  snapshots: 2,
  since: null,
  thresholds: [],
  history: [snapshot('2026-11-01', 100), snapshot('2026-11-02', 110)],
  growth: [
    {
      name: 'products',
      title: '',
      unit: 'products',
      present: 110,
      perMonth,
      perMonthLow: perMonth === null ? null : perMonth / 2,
      perMonthHigh: perMonth === null ? null : perMonth * 2,
      text: '',
    },
  ],
});

describe('productForecast', () => {
  it('goes on from the last day by the trend, with its interval', () => {
    const { seconds, known, expected, low, high } = productForecast(capacity(304.4), 2);
    expect(seconds.map((second) => new Date(second * 1_000).toISOString().slice(0, 10))).toEqual([
      '2026-11-01',
      '2026-11-02',
      '2026-11-03',
      '2026-11-04',
    ]);
    expect(known).toEqual([100, 110, null, null]);
    expect(expected.map((value) => (value === null ? null : Math.round(value)))).toEqual([null, 110, 120, 130]);
    expect([low.at(-1), high.at(-1)].map((value) => Math.round(value ?? 0))).toEqual([120, 150]);
  });

  it('says nothing of what is coming while the trend cannot be told', () => {
    expect(productForecast(capacity(null), 2)).toMatchObject({ known: [100, 110], expected: [null, null] });
  });
});

it('writes figures with their unit', () => {
  expect([figure(1_234.4, 'products'), figure(12.34, 'percent'), figure(4_900, 'bytes'), figure(3.6, 'ms')]).toEqual([
    '1,234',
    '12.3 %',
    '4.9 kB',
    '4 ms',
  ]);
});
