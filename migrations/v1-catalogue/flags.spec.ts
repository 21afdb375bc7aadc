import { describe, expect, it } from '@jest/globals';
import { mapped } from '../testing/mapping.js';
import { flags } from './flags.js';

const all = (value: boolean): object => ({
  'metadata.featured': value,
  'metadata.bestseller': value,
  'metadata.newArrival': value,
});

describe('the flags of metadata', () => {
  it.each([
    { value: true, expected: true },
    ...[false, null, undefined, 'true', 1, {}, [true]].map((value) => ({ value, expected: false })),
  ])('$value → $expected', ({ value, expected }) => {
    expect(mapped(flags, { metadata: { featured: value, bestseller: value, newArrival: value } })).toEqual(
      all(expected),
    );
  });

  it('are not set if metadata is not an object', () => {
    expect(mapped(flags, { metadata: [true] })).toEqual(all(false));
  });
});
