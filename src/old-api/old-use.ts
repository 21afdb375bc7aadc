import type { RawParameters } from '../http/parameter-reader.js';
import { OLD_NAMES } from './contract.js';

const LISTING = '/api/products';

/** The addresses that only the old API has, and what their use is counted as. */
const ADDRESSES: Readonly<Record<string, string>> = {
  [`${LISTING}/featured`]: 'GET /featured',
  [`${LISTING}/category/:category`]: 'GET /category/:category',
};

/**
 * What of the old contract a request uses, by its route and query: names of parameters, and the address where only the
 * old API has it. None for a current request, and for one that is no listing.
 */
export function oldUse(route: string | undefined, query: unknown): readonly string[] {
  const address = route !== undefined && Object.hasOwn(ADDRESSES, route) ? ADDRESSES[route] : undefined;
  if (address === undefined && route !== LISTING) return [];
  const names = Object.keys((query ?? {}) as RawParameters).filter((name) => OLD_NAMES.includes(name));
  return address === undefined ? names : [address, ...names];
}

/** Whether clients of the old API call this path: its errors are told in their form too. */
export function isOldPath(url: string): boolean {
  return /^\/api\/products(?:[/?]|$)/.test(url);
}
