import type { RawParameters } from '../http/parameter-reader.js';
import { OLD_NAMES } from './contract.js';

const LISTING = '/api/products';

/** The routes that only the old API has, and the names under which their use is counted. */
const ADDRESSES: Readonly<Record<string, string>> = {
  [`${LISTING}/featured`]: 'GET /featured',
  [`${LISTING}/category/:category`]: 'GET /category/:category',
};

/**
 * The parts of the old contract that a request uses, by its route and query: names of parameters, and the route if only
 * the old API has it. Empty for a current request, and for one that is not a listing.
 */
export function oldUse(route: string | undefined, query: unknown): readonly string[] {
  const address = route !== undefined && Object.hasOwn(ADDRESSES, route) ? ADDRESSES[route] : undefined;
  if (address === undefined && route !== LISTING) return [];
  const names = Object.keys((query ?? {}) as RawParameters).filter((name) => OLD_NAMES.includes(name));
  return address === undefined ? names : [address, ...names];
}

/** Whether clients of the old API call this path: its errors then include the old form. */
export function isOldPath(url: string): boolean {
  return /^\/api\/products(?:[/?]|$)/.test(url);
}
