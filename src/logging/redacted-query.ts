import { REDACTED } from './redact.js';

/** Shorter texts are not keys, and not worth a hash on every request. */
const SHORTEST_SECRET = 16;
/** A value long enough to contain one; encoding never shortens it. */
const LONG_VALUE = new RegExp(`[^&=]{${SHORTEST_SECRET}}`);

/** An address without the query values that contain secrets. */
export function redactedQuery(url: string, isSecret: (text: string) => boolean): string {
  const start = url.indexOf('?');
  if (start === -1 || !LONG_VALUE.test(url.slice(start + 1))) return url;
  const pairs = url
    .slice(start + 1)
    .split('&')
    .map((pair) => {
      const equals = pair.indexOf('=');
      return hasSecret(pair.slice(equals + 1), isSecret) ? `${pair.slice(0, equals + 1)}${REDACTED}` : pair;
    });
  return `${url.slice(0, start)}?${pairs.join('&')}`;
}

/** A key may be the whole value, or surrounded by words that were pasted with it. */
function hasSecret(value: string, isSecret: (text: string) => boolean): boolean {
  return decoded(value)
    .split(/[\s,;"']+/)
    .some((word) => word.length >= SHORTEST_SECRET && isSecret(word));
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    return value;
  }
}
