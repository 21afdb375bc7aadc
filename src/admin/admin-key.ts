import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

import { type ApiKey, type Role, ROLES } from '../config/api-key.js';

/** The key sent with a request, as `X-API-Key` or bearer token. */
export function keyOf(headers: IncomingHttpHeaders): string | undefined {
  const own = headers['x-api-key'];
  if (typeof own === 'string' && own !== '') return own;
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
}

/** The entry of a key. All entries are compared, even after a match, so that timing reveals nothing. */
export function findKey(keys: readonly ApiKey[], shown: string): ApiKey | undefined {
  const hash = createHash('sha256').update(shown).digest();
  let found: ApiKey | undefined;
  for (const key of keys) {
    if (timingSafeEqual(hash, Buffer.from(key.sha256, 'hex'))) found = key;
  }
  return found;
}

/** Whether a role includes another. */
export function reaches(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}
