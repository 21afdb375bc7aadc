import { describe, expect, it } from '@jest/globals';

import { RequestCounts } from './request-counts.js';

describe('RequestCounts', () => {
  it('counts each caller by itself, in windows that begin with its first request', () => {
    const counts = new RequestCounts(1_000);

    expect(counts.add('a', 100)).toEqual({ requests: 1, leftMs: 1_000 });
    expect(counts.add('a', 600)).toEqual({ requests: 2, leftMs: 500 });
    expect(counts.add('b', 700)).toEqual({ requests: 1, leftMs: 1_000 });
    expect(counts.add('a', 1_099)).toEqual({ requests: 3, leftMs: 1 });
    expect(counts.add('a', 1_100)).toEqual({ requests: 1, leftMs: 1_000 });
  });
});
