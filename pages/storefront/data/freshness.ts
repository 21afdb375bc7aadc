import { signal } from '@preact/signals';

import { api, ask } from './ask.js';

/** Since when the catalog has been out of contact with its database; `undefined` if it is current. */
export const staleSince = signal<Date | undefined>(undefined);

/** Incremented when the database is back: the displayed data should be requested again. */
export const cameBack = signal(0);

const ASK_AGAIN_MS = 5000;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Records the age reported in a response; while it is stale, polls until it is not. */
export function noteFreshness({ headers }: Response, meta: { readonly asOf?: string | undefined }): void {
  const age = headers.get('catalog-age');
  clearTimeout(timer);
  timer = undefined;
  if (age === null && meta.asOf === undefined) {
    if (staleSince.value !== undefined) cameBack.value += 1;
    staleSince.value = undefined;
    return;
  }
  staleSince.value = meta.asOf === undefined ? new Date(Date.now() - Number(age) * 1000) : new Date(meta.asOf);
  timer = setTimeout(() => void askAgain(), ASK_AGAIN_MS);
}

/** Requests the smallest possible listing, bypassing the browser's cache, to get the catalog's current age. */
async function askAgain(): Promise<void> {
  timer = undefined;
  const params = { query: { fields: ['_id' as const], limit: 1, count: 'none' as const } };
  const outcome = await ask(() => api.GET('/api/products', { params, cache: 'no-store' }));
  if (outcome.kind === 'answer') noteFreshness(outcome.response, outcome.body.meta);
  else timer = setTimeout(() => void askAgain(), ASK_AGAIN_MS);
}
