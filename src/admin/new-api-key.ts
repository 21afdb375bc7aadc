import { createHash, randomBytes } from 'node:crypto';

import type { ApiKey, Role } from '../config/api-key.js';

const RANDOM_BYTES = 32;

/** Creates a random key, to be shown once, and its entry for the settings. */
export function newApiKey(name: string, role: Role): { readonly key: string; readonly entry: ApiKey } {
  const key = `gzc_${randomBytes(RANDOM_BYTES).toString('base64url')}`;
  return { key, entry: { name, role, sha256: createHash('sha256').update(key).digest('hex') } };
}
