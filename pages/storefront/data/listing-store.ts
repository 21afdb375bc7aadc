import { batch, signal } from '@preact/signals';

import type { Schemas } from '../../shared/api-client.js';
import { type Arrival, entryMemory, remember } from '../../shared/router.js';
import { type Selection, selectionText } from '../../../packages/storefront-address/selection.js';
import { noteFreshness } from './freshness.js';
import { learnVocabulary } from './vocabulary.js';
import { askListing, askMore, type Listing, PAGE_SIZE } from './listing.js';

/** Why there is nothing to show. */
export type Trouble =
  | { readonly kind: 'refused'; readonly problem: Schemas['ProblemDto'] }
  /** `again`: when it will be retried, as `Date.now()`. */
  | { readonly kind: 'away'; readonly why: 'database' | 'limit' | 'network'; readonly again: number };

/** The displayed products, from the last response; they stay until the next one arrives. */
export const listing = signal<Listing | undefined>(undefined);
/** Whether a response is pending: first the old cards dim, then placeholders replace them. */
export const waiting = signal<'no' | 'briefly' | 'long'>('no');
/** Whether the next page is loading, or failed to load. */
export const loadingMore = signal<'no' | 'yes' | 'failed'>('no');
export const trouble = signal<Trouble | undefined>(undefined);

const DIM_FOR_MS = 200;
const KEPT_LISTINGS = 12;
/** Recently displayed listings, so that going back needs no request. The oldest is dropped first. */
const left = new Map<string, Listing>();
let current: { readonly key: string; readonly selection: Selection; readonly abort: AbortController } | undefined;
let retry: ReturnType<typeof setTimeout> | undefined;

/** Shows a selection; cancels any earlier request. */
export async function showListing(selection: Selection, arrival: Arrival): Promise<void> {
  const key = selectionText(selection);
  const asked = begin(key, selection);
  const isUnfiltered = selectionText({ ...selection, sort: undefined }) === '';
  learnVocabulary(isUnfiltered, undefined);
  const known = arrival === 'back' ? left.get(key) : undefined;
  if (known !== undefined) {
    settle(key, known);
    return;
  }
  waiting.value = 'briefly';
  const slow = setTimeout(() => {
    if (current === asked) waiting.value = 'long';
  }, DIM_FOR_MS);
  const pages = arrival === 'back' || arrival === 'open' ? (entryMemory().pages ?? 1) : 1;
  const outcome = await askListing(selection, pages, asked.abort.signal);
  clearTimeout(slow);
  if (current !== asked || outcome.kind === 'dropped') return;
  if (outcome.kind === 'answer') {
    noteFreshness(outcome.body.response, outcome.body.meta);
    learnVocabulary(isUnfiltered, outcome.body.listing.facets);
    settle(key, outcome.body.listing);
  } else if (outcome.kind === 'refused') fail(outcome);
  else failForNow(outcome.why, outcome.retryAfter);
}

/** Requests the displayed listing again, for the shopper or because the database is back. */
export function askListingAgain(): void {
  if (current !== undefined) void showListing(current.selection, 'open');
}

/** Cancels the pending request: the page shows something else now. */
export function leaveListing(): void {
  current?.abort.abort();
  current = undefined;
  clearTimeout(retry);
}

/** Loads the next page and appends it. */
export async function showMore(): Promise<void> {
  const [asked, known] = [current, listing.value];
  if (asked === undefined || known === undefined || known.nextCursor === null || loadingMore.value === 'yes') return;
  loadingMore.value = 'yes';
  const outcome = await askMore(asked.selection, known, asked.abort.signal);
  if (current !== asked || outcome.kind === 'dropped') return;
  if (outcome.kind !== 'answer') {
    loadingMore.value = 'failed';
    return;
  }
  noteFreshness(outcome.body.response, outcome.body.meta);
  settle(asked.key, outcome.body.listing);
}

function begin(key: string, selection: Selection): NonNullable<typeof current> {
  leaveListing();
  current = { key, selection, abort: new AbortController() };
  loadingMore.value = 'no';
  return current;
}

function settle(key: string, shown: Listing): void {
  left.delete(key);
  left.set(key, shown);
  for (const oldest of left.keys()) {
    if (left.size <= KEPT_LISTINGS) break;
    left.delete(oldest);
  }
  remember({ pages: Math.max(1, Math.ceil(shown.products.length / PAGE_SIZE)) });
  batch(() => {
    listing.value = shown;
    waiting.value = 'no';
    loadingMore.value = 'no';
    trouble.value = undefined;
  });
}

function fail(what: Trouble): void {
  batch(() => {
    trouble.value = what;
    waiting.value = 'no';
  });
}

function failForNow(why: 'database' | 'limit' | 'network', seconds: number): void {
  fail({ kind: 'away', why, again: Date.now() + seconds * 1000 });
  retry = setTimeout(askListingAgain, seconds * 1000);
}
