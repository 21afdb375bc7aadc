import { address } from '../../shared/router.js';

/** The current address with some parameters changed; empty ones are removed. */
export function inQueryString(query: URLSearchParams, changes: Readonly<Record<string, string>>): string {
  const next = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === '') next.delete(name);
    else next.set(name, value);
  }
  const text = next.toString();
  return `${address.peek().path}${text === '' ? '' : `?${text}`}`;
}
