import type { IncomingHttpHeaders } from 'node:http';

import { InvalidInputError } from '../errors/domain-error.js';

const INCREMENT_BITS = 32n;
const PATTERN = /^(\d{1,10})\.(\d{1,10})$/;
const MAX_PART = 0xffff_ffff;

/**
 * The text form of a cluster time: `<seconds since 1970>.<increment>`. A write's answer carries the cluster time from
 * which on it can be read; a request that sends it back is answered by no instance that has not caught up with it.
 */
export function encodeConsistencyToken(time: bigint): string {
  return `${time >> INCREMENT_BITS}.${time & BigInt(MAX_PART)}`;
}

/** Reads a token back; `undefined` where the text is none. */
export function decodeConsistencyToken(text: string): bigint | undefined {
  const [, seconds = '', increment = ''] = PATTERN.exec(text) ?? [];
  if (seconds === '' || Number(seconds) > MAX_PART || Number(increment) > MAX_PART) return undefined;
  return (BigInt(seconds) << INCREMENT_BITS) | BigInt(increment);
}

/** The header of a write's answer, and of a request that wants to see that write. */
export const CONSISTENCY_TOKEN = 'Consistency-Token';

/** The cluster time that a request asks the catalog to have caught up with; `undefined` where it asks for none. */
export function requestedTime(headers: IncomingHttpHeaders): bigint | undefined {
  const token = headers['consistency-token'];
  if (token === undefined) return undefined;
  const time = typeof token === 'string' ? decodeConsistencyToken(token) : undefined;
  if (time !== undefined) return time;
  throw new InvalidInputError([
    {
      parameter: CONSISTENCY_TOKEN,
      value: String(token).slice(0, 100),
      problem: 'is not a token of this service; send the header of a write’s answer back as it is',
    },
  ]);
}
