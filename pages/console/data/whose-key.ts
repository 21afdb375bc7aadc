import { api } from './api.js';
import { dataOf } from './request.js';
import type { Me } from './session.js';

/** Asks the service whose key this is; a `RequestError` with status 401 where it knows none like it. */
export function askWhose(key: string): Promise<Me> {
  return dataOf<Me>(api.GET('/api/admin/me', { headers: { 'x-api-key': key } }));
}
