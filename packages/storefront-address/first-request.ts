import { queryText } from './query-text.js';
import { RAIL_FACETS } from './rail-facets.js';
import { readSelection, type Selection, selectionQuery } from './selection.js';

/** The API URL for the first page of a listing: total, facets and products in one response. */
export function listingAddress(selection: Selection): string {
  return `/api/products?${queryText({ ...selectionQuery(selection), facets: RAIL_FACETS })}`;
}

/** The API URL for a product's page. */
export function productAddress(slug: string): string {
  return `/api/products/${encodeURIComponent(slug)}`;
}

/** The slug in a product page's path, `/p/:slug`; `undefined` for every other path. */
export function slugOf(path: string): string | undefined {
  const [, text] = /^\/p\/([^/]+)\/?$/.exec(path) ?? [];
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * The storefront's first API request for a URL (path and query). The service names it together with the page, so that
 * the response is on its way while the scripts still load.
 */
export function firstRequest(address: string): string {
  const [path = '', query = ''] = address.split('?', 2);
  const slug = slugOf(path);
  return slug === undefined ? listingAddress(readSelection(new URLSearchParams(query))) : productAddress(slug);
}
