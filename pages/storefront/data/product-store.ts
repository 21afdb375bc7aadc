import { batch, signal } from '@preact/signals';

import type { Schemas } from '../../shared/api-client.js';
import type { Product } from '../words/product-words.js';
import { api, ask } from './ask.js';
import { noteFreshness } from './freshness.js';
import { listing, type Trouble } from './listing-store.js';

export type ProductDetail = Schemas['ProductDetailDTO'];

/** The state of the product page. */
export interface ShownProduct {
  readonly slug: string;
  /** The listing's data of the product, as soon as it is available. */
  readonly product: Product | undefined;
  /** Sizes, options, certificates: read from the database, so absent while it is down. */
  readonly detail: ProductDetail['detail'] | undefined;
  readonly trouble: Trouble | undefined;
  readonly isUnknown: boolean;
}

export const shown = signal<ShownProduct | undefined>(undefined);
export const related = signal<readonly Product[]>([]);

const RELATED = 4;
let abort: AbortController | undefined;
let retry: ReturnType<typeof setTimeout> | undefined;

/** Shows a product: first the listing's data, then everything. */
export async function showProduct(slug: string): Promise<void> {
  leaveProduct();
  const own = (abort = new AbortController());
  const known = listing.value?.products.find((product) => product.slug === slug || product._id === slug);
  batch(() => {
    shown.value = { slug, product: known, detail: undefined, trouble: undefined, isUnknown: false };
    related.value = [];
  });
  void askRelated(slug, own.signal);
  await askProduct(slug, own.signal);
}

/** Requests the displayed product again. */
export function askProductAgain(): void {
  const slug = shown.value?.slug;
  clearTimeout(retry);
  if (slug === undefined || abort === undefined) return;
  if (related.value.length === 0) void askRelated(slug, abort.signal);
  void askProduct(slug, abort.signal);
}

/** Cancels the pending request. */
export function leaveProduct(): void {
  abort?.abort();
  abort = undefined;
  clearTimeout(retry);
}

async function askProduct(slug: string, signal: AbortSignal): Promise<void> {
  const outcome = await ask(() =>
    api.GET('/api/products/{idOrSlug}', { params: { path: { idOrSlug: slug } }, signal }),
  );
  if (outcome.kind === 'dropped') return;
  if (outcome.kind === 'answer') {
    const { data } = outcome.body;
    change(slug, { product: data, detail: data.detail, trouble: undefined });
  } else if (outcome.kind === 'refused') {
    change(slug, { isUnknown: outcome.problem.status === 404, trouble: { kind: 'refused', problem: outcome.problem } });
  } else {
    const again = Date.now() + outcome.retryAfter * 1000;
    change(slug, { trouble: { kind: 'away', why: outcome.why, again } });
    retry = setTimeout(askProductAgain, outcome.retryAfter * 1000);
    await askListed(slug, signal);
  }
}

/** While the database is down, listings are served from memory: they include name, price and materials. */
async function askListed(slug: string, signal: AbortSignal): Promise<void> {
  const outcome = await ask(() => api.GET('/api/products', { params: { query: { slugs: [slug] } }, signal }));
  if (outcome.kind !== 'answer') return;
  noteFreshness(outcome.response, outcome.body.meta);
  const [product] = outcome.body.data as readonly object[] as readonly Product[];
  if (product !== undefined) change(slug, { product });
}

async function askRelated(slug: string, signal: AbortSignal): Promise<void> {
  const params = { path: { idOrSlug: slug }, query: { limit: RELATED } };
  const outcome = await ask(() => api.GET('/api/products/{idOrSlug}/related', { params, signal }));
  if (outcome.kind === 'answer' && shown.value?.slug === slug) related.value = outcome.body.data;
}

function change(slug: string, part: Partial<ShownProduct>): void {
  if (shown.value?.slug === slug) shown.value = { ...shown.value, ...part };
}
