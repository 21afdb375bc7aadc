import type { Schemas } from '../../shared/api-client.js';
import { RAIL_FACETS } from '../../../packages/storefront-address/rail-facets.js';
import { type Selection, selectionQuery } from '../../../packages/storefront-address/selection.js';
import type { Product } from '../words/product-words.js';
import { api, ask, type Outcome } from './ask.js';

export type Facet = Schemas['Facet'];

/** The page size, and the maximum that the API allows. */
export const PAGE_SIZE = 24;
const MAX_AT_ONCE = 96;

/** The displayed part of a selection: the products loaded so far, and total and facets of the first response. */
export interface Listing {
  readonly products: readonly Product[];
  readonly total: number;
  readonly facets: readonly Facet[];
  readonly nextCursor: string | null;
  /** The search as interpreted, if its spelling was corrected. */
  readonly correctedQuery: string | undefined;
}

/** A response of the API: total, facets and page belong to the same point in time. */
export interface ListingAnswer {
  readonly listing: Listing;
  readonly response: Response;
  readonly meta: Schemas['MetaDto'];
}

interface Asked {
  readonly facets?: readonly string[];
  readonly limit?: number;
  readonly cursor?: string;
}

/** The first page of a selection, or several pages at once for a reader who comes back. */
export async function askListing(
  selection: Selection,
  pages: number,
  signal: AbortSignal,
): Promise<Outcome<ListingAnswer>> {
  const first = Math.min(pages * PAGE_SIZE, MAX_AT_ONCE);
  let outcome = await askPage(selection, { facets: RAIL_FACETS, ...(pages > 1 ? { limit: first } : {}) }, signal);
  while (outcome.kind === 'answer' && outcome.body.listing.products.length < pages * PAGE_SIZE) {
    const { listing } = outcome.body;
    if (listing.nextCursor === null) break;
    const more = await askMore(selection, listing, signal);
    if (more.kind !== 'answer') break;
    outcome = more;
  }
  return outcome;
}

/** The page after what is loaded; facets and total are already known and not requested again. */
export async function askMore(
  selection: Selection,
  known: Listing,
  signal: AbortSignal,
): Promise<Outcome<ListingAnswer>> {
  const outcome = await askPage(selection, { facets: ['false'], cursor: known.nextCursor ?? '' }, signal);
  if (outcome.kind !== 'answer') return outcome;
  const { listing } = outcome.body;
  const ids = new Set(known.products.map(({ _id }) => _id));
  const products = [...known.products, ...listing.products.filter(({ _id }) => !ids.has(_id))];
  return { ...outcome, body: { ...outcome.body, listing: { ...listing, products, facets: known.facets } } };
}

/** How many products a selection has. */
export async function askTotal(selection: Selection, signal: AbortSignal): Promise<number | undefined> {
  const query = { ...selectionQuery(selection), fields: '_id', limit: 1 };
  const outcome = await ask(() => api.GET('/api/products', { params: { query: query as never }, signal }));
  return outcome.kind === 'answer' ? (outcome.body.pagination?.total ?? undefined) : undefined;
}

async function askPage(selection: Selection, asked: Asked, signal: AbortSignal): Promise<Outcome<ListingAnswer>> {
  // The selection comes from the address; the API decides whether it knows these values.
  const query = { ...selectionQuery(selection), ...asked } as never;
  const outcome = await ask(() => api.GET('/api/products', { params: { query }, signal }));
  if (outcome.kind !== 'answer') return outcome;
  const { data, pagination, facets = [], meta } = outcome.body;
  const listing: Listing = {
    // Without `fields`, products have all fields of a listing.
    products: data as readonly object[] as readonly Product[],
    total: pagination?.total ?? data.length,
    facets,
    nextCursor: pagination?.nextCursor ?? null,
    correctedQuery: meta.correctedQuery,
  };
  return { ...outcome, body: { listing, response: outcome.response, meta } };
}
