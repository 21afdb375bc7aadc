import createClient from 'openapi-fetch';

import type { components, paths } from './generated/api.js';

/** The schemas of the API by name, as the OpenAPI document has them. */
export type Schemas = components['schemas'];

/**
 * Calls of the API with the types of its OpenAPI document: `api.GET('/api/products', { params, signal })`. It never throws
 * for an answer with an error status: `error` is then the problem document, and `response` has status and headers.
 * A list in the query is written as the API documents it, `metal=a,b`; a comma inside a value is escaped.
 */
export const api = createClient<paths>({
  baseUrl: '/',
  querySerializer: (query) => queryText(query),
});

/** Query parameters as text, in the order given; `undefined` is left out. Commas that separate values stay readable. */
export function queryText(query: Readonly<Record<string, unknown>>): string {
  return Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${encodeURIComponent(name)}=${valueText(value)}`)
    .join('&');
}

function valueText(value: unknown): string {
  if (!Array.isArray(value)) return encodeURIComponent(String(value)).replaceAll('%20', '+');
  return value.map((part) => encodeURIComponent(String(part).replaceAll(',', '\\,'))).join(',');
}
