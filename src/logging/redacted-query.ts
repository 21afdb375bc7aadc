import { REDACTED } from './redact.js';

/** Shorter texts are no keys, and are not worth a hash for each request. */
const SHORTEST_SECRET = 16;
/** A value that may hold one: encoded, it is no shorter. */
const LONG_VALUE = new RegExp(`[^&=]{${SHORTEST_SECRET}}`);

/** An address whose query values that are secrets are left out. */
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

/** A key may stand alone, or between words that were pasted with it. */
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
