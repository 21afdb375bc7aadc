import type { IncomingHttpHeaders } from 'node:http';

import { InvalidInputError } from '../errors/domain-error.js';

const INCREMENT_BITS = 32n;
const PATTERN = /^(\d{1,10})\.(\d{1,10})$/;
const MAX_PART = 0xffff_ffff;

/**
 * The text form of a cluster time: `<seconds since 1970>.<increment>`. The response to a write carries the cluster time
 * of that write. A request that sends it back is only answered by an instance that has caught up with it.
 */
export function encodeConsistencyToken(time: bigint): string {
  return `${time >> INCREMENT_BITS}.${time & BigInt(MAX_PART)}`;
}

/** Parses a token; `undefined` if the text is not one. */
export function decodeConsistencyToken(text: string): bigint | undefined {
  const [, seconds = '', increment = ''] = PATTERN.exec(text) ?? [];
  if (seconds === '' || Number(seconds) > MAX_PART || Number(increment) > MAX_PART) return undefined;
  return (BigInt(seconds) << INCREMENT_BITS) | BigInt(increment);
}

/** The header of the response to a write, and of a request that wants to see that write. */
export const CONSISTENCY_TOKEN = 'Consistency-Token';

/** The cluster time that the catalog must have caught up with for a request; `undefined` if it requires none. */
export function requestedTime(headers: IncomingHttpHeaders): bigint | undefined {
  const token = headers['consistency-token'];
  if (token === undefined) return undefined;
  const time = typeof token === 'string' ? decodeConsistencyToken(token) : undefined;
  if (time !== undefined) return time;
  throw new InvalidInputError([
    {
      parameter: CONSISTENCY_TOKEN,
      value: String(token).slice(0, 100),
      problem: 'is not a token of this service; send the header of a write response unchanged',
    },
  ]);
}
