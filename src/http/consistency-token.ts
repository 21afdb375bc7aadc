import type { IncomingHttpHeaders } from 'node:http';

import { InvalidInputError } from '../errors/domain-error.js';
import { decodeConsistencyToken } from '../listing/consistency-token.js';

/** The header of a write's answer, and of a request that wants to see that write. */
export const CONSISTENCY_TOKEN = 'Consistency-Token';

/** The cluster time that a request asks the catalog to have caught up with; `undefined` where it asks for none. */
export function requestedTime(headers: IncomingHttpHeaders): bigint | undefined {
  const token = headers['consistency-token'];
  if (token === undefined) return undefined;
  const time = typeof token === 'string' ? decodeConsistencyToken(token) : undefined;
  if (time !== undefined) return time;
  throw new InvalidInputError([{ parameter: CONSISTENCY_TOKEN, value: String(token).slice(0, 100), problem: 'is not a token of this service; send the header of a write’s answer back as it is' }]);
}
