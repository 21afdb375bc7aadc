import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

import { type ApiKey, type Role, ROLES } from '../config/api-key.js';

/** The key that a request shows, by `X-API-Key` or as a bearer token. */
export function keyOf(headers: IncomingHttpHeaders): string | undefined {
  const own = headers['x-api-key'];
  if (typeof own === 'string' && own !== '') return own;
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
}

/** The entry that a key belongs to. All are compared, whichever fits, so that the time taken tells nothing. */
export function findKey(keys: readonly ApiKey[], shown: string): ApiKey | undefined {
  const hash = createHash('sha256').update(shown).digest();
  let found: ApiKey | undefined;
  for (const key of keys) {
    if (timingSafeEqual(hash, Buffer.from(key.sha256, 'hex'))) found = key;
  }
  return found;
}

/** Whether a role includes what another one may do. */
export function reaches(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}
