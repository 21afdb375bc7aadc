import { brotliDecompressSync, gunzipSync } from 'node:zlib';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { chooseEncoding, CompressedBody } from './compressed-body.js';

const unpack = { br: brotliDecompressSync, gzip: gunzipSync };

describe('CompressedBody', () => {
  it.each(['br', 'gzip'] as const)(
    'is unpacked from %s as what went in, with another end each time',
    async (encoding) => {
      await fc.assert(
        fc.asyncProperty(
          fc.uint8Array({ maxLength: 5_000 }),
          fc.array(fc.string({ minLength: 1, maxLength: 300 }), { minLength: 1, maxLength: 3 }),
          async (bytes, ends) => {
            const body = new CompressedBody(Buffer.from(bytes));
            for (const end of ends)
              expect(
                unpack[encoding](await body.in(encoding, end)).equals(Buffer.concat([bytes, Buffer.from(end)])),
              ).toBe(true);
          },
        ),
        { numRuns: 50 },
      );
    },
  );

  it.each(['br', 'gzip'] as const)('takes an end of up to 65,535 bytes in %s', async (encoding) => {
    const body = new CompressedBody(Buffer.from('start'.repeat(10_000)));
    for (const length of [1, 255, 65_535])
      expect(unpack[encoding](await body.in(encoding, 'e'.repeat(length))).length).toBe(50_000 + length);
  });
});

describe('chooseEncoding', () => {
  it.each([
    ['gzip, deflate, br', 2_000, 'br'],
    ['gzip', 2_000, 'gzip'],
    ['br;q=0, gzip;q=0.5', 2_000, 'gzip'],
    ['BR', 2_000, 'br'],
    ['identity', 2_000, undefined],
    [undefined, 2_000, undefined],
    ['gzip;q=0.000', 2_000, undefined],
    ['br', 100, undefined],
    ['', 2_000, undefined],
  ] as const)('of %p for %i bytes is %p', (header, bytes, expected) => {
    expect(chooseEncoding(header, bytes)).toBe(expected);
  });
});
