import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { requestAt } from './load/request-set.js';
import { pageRequests, priceBounds } from './requests.js';

const cents = fc.integer({ min: 8_000, max: 1_200_000 }).map((price) => price / 100);
const catalog = fc.array(cents, { minLength: 75, maxLength: 300 }).map((prices) => prices.sort((a, b) => a - b));

describe('priceBounds', () => {
  it('leaves a full page above each bound, within the precision that the API takes', () => {
    fc.assert(
      fc.property(catalog, fc.integer({ min: 1, max: 5 }), (prices, series) => {
        for (const bound of priceBounds(prices, 100, series)) {
          expect(bound).toMatch(/^\d+(\.\d{1,6})?$/);
          expect(prices.filter((price) => price >= Number(bound)).length).toBeGreaterThanOrEqual(24);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('never repeats itself nor another series, where prices differ', () => {
    const prices = Array.from({ length: 70 }, (_, index) => 100 + index);
    const bounds = [1, 2, 3, 4, 5].flatMap((series) => priceBounds(prices, 60_000, series));

    expect(new Set(bounds).size).toBe(bounds.length);
  });
});

describe('pageRequests', () => {
  it('asks for the same page again and again where one value is wanted', () => {
    const { rest, graphql } = pageRequests({ prices: [1, 2, 3], name: 'same', count: 1 });

    expect(requestAt(rest, 0)).toBe(requestAt(rest, 1));
    expect(requestAt(graphql, 0)).toBe(requestAt(graphql, 7));
  });

  it('sends GraphQL as JSON of the length that it says', () => {
    const { graphql } = pageRequests({ prices: [100], name: 'varied', count: 3 });
    const [head = '', body = ''] = requestAt(graphql, 0).split('\r\n\r\n');

    expect(JSON.parse(body)).toMatchObject({ operationName: 'Page', variables: { priceMin: expect.any(Number) } });
    expect(head).toContain(`Content-Length: ${Buffer.byteLength(body)}`);
  });
});
