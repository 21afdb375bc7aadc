import createClient from 'openapi-fetch';

import type { components, paths } from './generated/api.js';
import { queryText } from '../../packages/storefront-address/query-text.js';

/** The schemas of the API by name, as the OpenAPI document has them. */
export type Schemas = components['schemas'];

/** Sends a request; the browser's `fetch` unless a page has the answer already. */
export type Send = (request: Request) => Promise<Response>;

/**
 * A client of the API with the types of its OpenAPI document: `api.GET('/api/products', { params, signal })`.
 * It does not throw for an answer with an error status: `error` is then the problem document, `response` has status
 * and headers. It throws where there is no answer at all.
 */
export function createApi(send: Send = (request) => fetch(request)) {
  return createClient<paths>({ baseUrl: '', querySerializer: queryText, fetch: send });
}
