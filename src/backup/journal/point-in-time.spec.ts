import { describe, expect, it } from '@jest/globals';
import { parsePointInTime } from './point-in-time.js';

describe('parsePointInTime', () => {
  it.each([
    ['latest', { kind: 'latest' }],
    ['1970-01-01T00:00:05Z', { kind: 'second', to: (5n << 32n) | 0xffff_ffffn }],
    ['1970-01-01T01:00:05+01:00', { kind: 'second', to: (5n << 32n) | 0xffff_ffffn }],
    ['1970-01-01T00:00:05.000Z', { kind: 'second', to: (5n << 32n) | 0xffff_ffffn }],
    ['1769824805:7', { kind: 'exact', to: (1_769_824_805n << 32n) | 7n }],
    ['4294967295:4294967295', { kind: 'exact', to: 2n ** 64n - 1n }],
  ])('reads %s', (text, expected) => {
    expect(parsePointInTime(text)).toEqual(expected);
  });

  it.each([
    '',
    'now',
    '2026-01-31',
    '2026-01-31T02:00:05',
    '2026-01-31T02:00:05.5Z',
    '2026-13-31T02:00:05Z',
    '1769824805',
    '1769824805:',
    '4294967296:1',
    '1969-12-31T23:59:59Z',
    '-1:5',
  ])('refuses %j', (text) => {
    expect(() => parsePointInTime(text)).toThrow(/is not a point in time; use a second/);
  });
});
