import { describe, expect, it } from '@jest/globals';

import { lookAgainIn } from './lease-table.js';

describe('the next check of a lease', () => {
  it.each([
    { left: null, pause: 2_000, why: 'there is none' },
    { left: 700, pause: 710, why: 'it expires before the longest pause' },
    { left: 9_000, pause: 2_000, why: 'it lasts longer but may be released early' },
    { left: -5, pause: 500, why: 'it has expired but could not be taken' },
  ])('comes after $pause ms if $why', ({ left, pause }) => {
    expect(lookAgainIn(left, 2_000)).toBe(pause);
  });
});
