import { describe, expect, it } from '@jest/globals';

import { redactedQuery } from './redacted-query.js';

const KEY = 'correct-horse-battery-staple';
const isSecret = (text: string): boolean => text === KEY;

describe('the query of a logged address', () => {
  it.each([
    [`/api/products?q=${KEY}`, '/api/products?q=[redacted]'],
    [`/api/products?metal=silver&q=${KEY}&limit=2`, '/api/products?metal=silver&q=[redacted]&limit=2'],
    [`/api/products?q=my+key+${KEY}`, '/api/products?q=[redacted]'],
    [`/api/products?q=${encodeURIComponent(`"${KEY}"`)}`, '/api/products?q=[redacted]'],
    [`/api/products?${KEY}`, '/api/products?[redacted]'],
    ['/api/products?q=a+long+text+that+is+no+key&x=%zz', '/api/products?q=a+long+text+that+is+no+key&x=%zz'],
    [`/${KEY}`, `/${KEY}`],
    ['/api/products', '/api/products'],
  ])('%s → %s', (url, shown) => {
    expect(redactedQuery(url, isSecret)).toBe(shown);
  });
});
