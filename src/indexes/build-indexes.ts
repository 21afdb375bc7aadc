import { setTimeout as sleep } from 'node:timers/promises';

import type { mongo } from 'mongoose';

import { messageOf } from '../errors/message-of.js';
import { isMongoUnavailable } from '../errors/mongo-unavailable.js';

/** An index in the form of `createIndexes`. */
export type IndexSpecification = mongo.IndexDescription & { readonly name: string };

type Target = Pick<mongo.Collection, 'createIndexes'>;

/** The result of a build. */
export interface BuildResult {
  readonly built: readonly string[];
  /** Indexes that the server refused, with reasons: an irregular document, a conflicting index. */
  readonly refused: readonly { readonly name: string; readonly problem: string }[];
}

/** The majority has to build them, not every member: one that is down would delay the build until it is back. */
const QUORUM = { commitQuorum: 'majority' } as const;
/** An election takes about twelve seconds, and a build may take an hour of connections that time out. */
const ATTEMPTS = 200;
const PAUSE_MS = 1_000;

/**
 * Builds indexes while reads and writes continue: one command reads the collection once for all of them. If the server
 * refuses it, they are built one by one, since an irregular document (two arrays in one index, say) affects only one
 * index. The signal ends the wait, not the server's build.
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
 * A build outlives its client, and the same command waits for it, so it is sent again if the reply is lost, e.g. after
 * a socket timeout.
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
