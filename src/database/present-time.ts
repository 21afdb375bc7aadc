import { setTimeout as sleep } from 'node:timers/promises';

import type { mongo } from 'mongoose';

import { UnavailableError } from '../errors/domain-error.js';

const TOLD_WITHIN_MS = 15_000;
const ASK_AGAIN_MS = 50;

/**
 * The database's current cluster time. With access control on, a server that has just started reports no time until it
 * has the keys for signing times (measured: 2 s after its first replies), so the query is repeated.
 */
export async function presentTime(db: mongo.Db): Promise<mongo.Timestamp> {
  for (const until = performance.now() + TOLD_WITHIN_MS; performance.now() < until; await sleep(ASK_AGAIN_MS)) {
    const { operationTime } = await db.command({ ping: 1 }, { readPreference: 'primary' });
    if (operationTime !== undefined) return operationTime as mongo.Timestamp;
  }
  throw new UnavailableError('The database did not report its cluster time; try again in a moment');
}
