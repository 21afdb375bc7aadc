import { api } from './api.js';
import { dataOf } from './request.js';
import type { Me } from './session.js';

/** Asks the service for the owner of a key; throws a `RequestError` with status 401 if the key is unknown. */
export function askWhose(key: string): Promise<Me> {
  return dataOf<Me>(api.GET('/api/admin/me', { headers: { 'x-api-key': key } }));
}
