import type { mongo } from 'mongoose';

/** A cluster time as one comparable number: seconds in the upper, increment in the lower 32 bits. */
export function clusterTime(timestamp: mongo.Timestamp): bigint {
  return timestamp.toBigInt();
}

/**
 * The cluster time up to which a change stream has delivered everything, read from its resume token: the token's data
 * is a key string that begins with the type byte 0x82 and the timestamp. `undefined` if a server uses another format;
 * then only events advance the known time.
 */
export function tokenTime(token: unknown): bigint | undefined {
  const data = (token as { _data?: unknown } | undefined)?._data;
  return typeof data === 'string' && /^82[0-9a-f]{16}/i.test(data) ? BigInt(`0x${data.slice(2, 18)}`) : undefined;
}
