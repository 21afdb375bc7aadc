import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { decodeConsistencyToken, encodeConsistencyToken, requestedTime } from './consistency-token.js';

describe('a consistency token', () => {
  it('encodes a cluster time and decodes to the same one', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
        (time) => decodeConsistencyToken(encodeConsistencyToken(time)) === time,
      ),
    );
    expect(encodeConsistencyToken((1_764_489_600n << 32n) | 3n)).toBe('1764489600.3');
  });

  it.each(['', '5', '5.', '.5', '-1.5', '5.5.5', '4294967296.1', '1.4294967296', '1e3.1', ' 1.1', '１.1'])(
    'is none where it reads %p',
    (text) => {
      expect(decodeConsistencyToken(text)).toBeUndefined();
      expect(() => requestedTime({ 'consistency-token': text })).toThrow(
        expect.objectContaining({ code: 'INVALID_INPUT' }) as unknown as Error,
      );
    },
  );

  it('is not required by a request without the header', () => {
    expect(requestedTime({})).toBeUndefined();
  });
});
