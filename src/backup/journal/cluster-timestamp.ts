import { mongo } from 'mongoose';

const SECOND = 32n;
const INCREMENTS = 0xffff_ffffn;

/** A cluster time as a BSON timestamp. */
export function timestampOf(time: bigint): mongo.Timestamp {
  return new mongo.Timestamp(time);
}

/** The last cluster time within a second since 1970. */
export function endOfSecond(seconds: number): bigint {
  return (BigInt(seconds) << SECOND) | INCREMENTS;
}

/** Seconds since 1970. */
export function secondsOf(time: bigint): number {
  return Number(time >> SECOND);
}

/** A cluster time in readable form, accepted as input, too: seconds and increment. */
export function clusterTimeText(time: bigint): string {
  return `${secondsOf(time)}:${time & INCREMENTS}`;
}

/** The second of a cluster time, as ISO text. */
export function isoSecond(time: bigint): string {
  return new Date(secondsOf(time) * 1000).toISOString().replace('.000Z', 'Z');
}

/** A manifest's cluster time as one number. */
export function clusterTimeOf({ t, i }: { readonly t: number; readonly i: number }): bigint {
  return (BigInt(t) << SECOND) | BigInt(i);
}
