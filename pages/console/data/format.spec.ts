import { describe, expect, it } from '@jest/globals';

import { age, bytes, counted, dateTime, duration, elapsed, momentText, percent, timeOfDay, words } from './format.js';

const AT = '2026-12-26T00:14:07.600Z';

describe('times', () => {
  it('are in UTC, of 24 hours, and say so', () => {
    expect([timeOfDay(AT), timeOfDay(AT, false), dateTime(AT), dateTime(AT, true)]).toEqual([
      '00:14:07 UTC',
      '00:14 UTC',
      '26 Dec 2026, 00:14 UTC',
      '26 Dec 2026, 00:14:07 UTC',
    ]);
    expect(timeOfDay('2026-12-26T23:59:59Z')).toBe('23:59:59 UTC');
  });

  it('have no date where it is today’s by UTC', () => {
    expect(momentText(AT, Date.parse('2026-12-26T23:00:00Z'))).toBe('00:14:07 UTC');
    expect(momentText(AT, Date.parse('2026-12-25T23:59:00Z'))).toBe('26 Dec 2026, 00:14 UTC');
  });
});

describe('durations', () => {
  it('have two units at most', () => {
    expect([0, 59.4, 60, 185, 7_800, 2_260_000].map(duration)).toEqual([
      '0 s',
      '59 s',
      '1 min 00 s',
      '3 min 05 s',
      '2 h 10 min',
      '26 d 3 h',
    ]);
    expect(elapsed('2026-11-30T10:00:00.000Z', '2026-11-30T10:00:00.186Z')).toBe('0.2 s');
    expect([3, 99, 100, 7_000, 90_000, 400_000].map(age)).toEqual(['3 s', '99 s', '2 min', '2 h', '25 h', '5 d']);
  });
});

describe('numbers', () => {
  it('are grouped, and a share is never more than all nor all before it is', () => {
    expect(counted(1, 'product')).toBe('1 product');
    expect(counted(64_210, 'product')).toBe('64,210 products');
    expect([percent(999_999, 1_000_000), percent(1_648, 1_000), percent(0, 0)]).toEqual(['99 %', '100 %', '0 %']);
    expect([bytes(0), bytes(812), bytes(4_900), bytes(31_835_000)]).toEqual(['0 B', '812 B', '4.9 kB', '31.8 MB']);
  });

  it('have names in words', () => {
    expect([words('documentsPerSecond'), words('performance-validation')]).toEqual([
      'documents per second',
      'performance validation',
    ]);
  });
});
