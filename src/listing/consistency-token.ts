const INCREMENT_BITS = 32n;
const PATTERN = /^(\d{1,10})\.(\d{1,10})$/;
const MAX_PART = 0xffff_ffff;

/**
 * The text form of a cluster time: `<seconds since 1970>.<increment>`. A write's answer carries the cluster time from which
 * on it can be read; a request that sends it back is answered by no instance that has not caught up with it.
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
