import { describe, expect, it } from '@jest/globals';

import { firstRequest, slugOf } from './first-request.js';
import { RAIL_FACETS } from './rail-facets.js';

const facets = `facets=${RAIL_FACETS.join(',')}`;

describe('the first request of an address', () => {
  it.each([
    ['/', `/api/products?${facets}`],
    ['/?metal=silver&utm_source=mail', `/api/products?metal=silver&${facets}`],
    ['/?q=rose+gold', `/api/products?q=rose+gold&${facets}`],
    ['/?q=%3E%3B%22%0D%0A', `/api/products?q=%3E%3B%22&${facets}`],
    ['/p/first-light-solitaire', '/api/products/first-light-solitaire'],
    ['/p/first-light-solitaire/?utm_source=mail', '/api/products/first-light-solitaire'],
    ['/p/caf%C3%A9', '/api/products/caf%C3%A9'],
    ['/p/%E0%A4%A', '/api/products/%25E0%25A4%25A'],
  ])('%s asks %s', (address, request) => {
    expect(firstRequest(address)).toBe(request);
  });

  it('only /p/:slug has a slug', () => {
    expect(['/', '/p/', '/p/a/b', '/admin/p/x'].map(slugOf)).toEqual([undefined, undefined, undefined, undefined]);
  });
});
