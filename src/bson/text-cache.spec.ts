import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { TextCache } from './text-cache.js';

describe.each([
  ['field names', true],
  ['other texts', false],
])('a cache of %s', (_, asKeys) => {
  it('equals Node’s decoding, whatever was decoded before', () => {
    const cache = new TextCache(asKeys);
    const some = fc
      .oneof(fc.constantFrom('USD', 'gold', '', '0', '__proto__', 'é'), fc.string({ maxLength: 3 }))
      .map((text) => Buffer.from(text));
    const bytes = fc.oneof(
      some,
      fc.uint8Array({ maxLength: 4 }).map((array) => Buffer.from(array)),
    );
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 20 }), (texts) => {
        for (const text of [...texts, ...texts, ...texts]) {
          const within = Buffer.concat([Buffer.from('<'), text, Buffer.from('>')]);
          expect(cache.text(within, 1, within.length - 1)).toBe(text.toString());
        }
      }),
      { numRuns: 500 },
    );
  });

  it('distinguishes texts that share a slot', () => {
    const cache = new TextCache(asKeys);
    const texts = Array.from({ length: 20_000 }, (_, index) => Buffer.from(`text-${index % 9_000}`));
    for (const text of texts) expect(cache.text(text, 0, text.length)).toBe(text.toString());
  });
});
