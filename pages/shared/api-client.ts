import createClient from 'openapi-fetch';

import type { components, paths } from './generated/api.js';
import { queryText } from '../../packages/storefront-address/query-text.js';

/** The schemas of the API by name, as in the OpenAPI document. */
export type Schemas = components['schemas'];

/** Sends a request; the browser's `fetch` unless a page already has the response. */
export type Send = (request: Request) => Promise<Response>;

/**
 * A client of the API, typed by its OpenAPI document: `api.GET('/api/products', { params, signal })`. It does not throw
 * for a response with an error status: `error` is then the problem document, `response` has status and headers. It
 * throws if there is no response at all.
 */
export function createApi(send: Send = (request) => fetch(request)) {
  return createClient<paths>({ baseUrl: '', querySerializer: queryText, fetch: send });
}
