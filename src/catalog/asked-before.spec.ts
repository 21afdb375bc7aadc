import { describe, expect, it } from '@jest/globals';

import { AskedBefore } from './asked-before.js';

describe('AskedBefore', () => {
  it('knows what was asked before', () => {
    const asked = new AskedBefore();

    expect(['a', 'b', 'a', 'b', 'c', 'a'].map((text) => asked.again(text))).toEqual([
      false,
      false,
      true,
      true,
      false,
      true,
    ]);
  });
});
