import { setTimeout as sleep } from 'node:timers/promises';

import type { mongo } from 'mongoose';

import { messageOf } from '../errors/message-of.js';
import { isMongoUnavailable } from '../errors/mongo-unavailable.js';

/** An index as `createIndexes` takes it. */
export type IndexSpecification = mongo.IndexDescription & { readonly name: string };

type Target = Pick<mongo.Collection, 'createIndexes'>;

/** What a build came to. */
export interface BuildResult {
  readonly built: readonly string[];
  /** Indexes that the server does not take, and why: an odd document, another index in the way. */
  readonly refused: readonly { readonly name: string; readonly problem: string }[];
}

/** The majority has to have built them, not every member: one that is down would hold up the build until it is back. */
const QUORUM = { commitQuorum: 'majority' } as const;
/** An election takes some twelve seconds, and a build may take an hour of connections that time out. */
const ATTEMPTS = 200;
const PAUSE_MS = 1_000;

/**
 * Builds indexes beside reads and writes: one command reads the collection once for all of them. Where the server
 * refuses that, they are built one by one, since a single odd document (two arrays under one index, say) refuses one
 * index only. The signal ends the waiting, not what the server has begun.
 */
export async function buildIndexes(
  collection: Target,
  wanted: readonly IndexSpecification[],
  signal?: AbortSignal,
): Promise<BuildResult> {
  if (wanted.length === 0) return { built: [], refused: [] };
  try {
    await createIndexes(collection, wanted, signal);
    return { built: wanted.map(({ name }) => name), refused: [] };
  } catch (error) {
    signal?.throwIfAborted();
    if (isMongoUnavailable(error)) throw error;
    if (wanted.length === 1)
      return { built: [], refused: wanted.map(({ name }) => ({ name, problem: messageOf(error) })) };
  }
  const results: BuildResult[] = [];
  for (const one of wanted) results.push(await buildIndexes(collection, [one], signal));
  return { built: results.flatMap(({ built }) => built), refused: results.flatMap(({ refused }) => refused) };
}

/**
 * A build goes on when its client is gone, and the same command again waits for it: so an answer that did not come, as
 * after the socket's time-out, is asked for again.
 */
async function createIndexes(
  collection: Target,
  wanted: readonly IndexSpecification[],
  signal: AbortSignal | undefined,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await collection.createIndexes(
        wanted.map((index) => ({ ...index })),
        QUORUM,
      );
      return;
    } catch (error) {
      if (attempt === ATTEMPTS || signal?.aborted === true || !isMongoUnavailable(error)) throw error;
    }
    await sleep(PAUSE_MS, undefined, signal === undefined ? {} : { signal });
  }
}
