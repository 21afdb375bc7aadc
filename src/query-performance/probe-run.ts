import type { mongo } from 'mongoose';
import { messageOf } from '../errors/message-of.js';
import type { StoredDocument } from '../../migrations/index.js';
import { readProduct } from '../products/read-product.js';
import { inSnapshot } from '../database/snapshot.js';
import type { ExplainedRead } from './explained-read.js';
import { explainRead } from './explained-read.js';
import type { ProductCollection } from './probe-reads.js';
import { readOf } from './probe-reads.js';
import type { Probe } from './query-classes.js';

/** How the database executes a probe. */
export interface ExplainedProbe {
  readonly reads: readonly ExplainedRead[];
  /** Errors from the database. */
  readonly problems: readonly string[];
}

/** Runs a probe once, in its own snapshot like the repository. @returns milliseconds */
export async function timeProbe(
  client: mongo.MongoClient,
  collection: ProductCollection,
  probe: Probe,
): Promise<number> {
  const started = performance.now();
  await inSnapshot(client, async (snapshot) => {
    const { filter, options } = readOf(probe, snapshot);
    const documents: StoredDocument[] = await collection.find(filter, options).toArray();
    // Mapping is part of every read, and costs more for documents that still have to be upgraded.
    return documents.map(readProduct);
  });
  return performance.now() - started;
}

/** Explains the command of a probe. An error of the command is reported, not thrown. */
export async function explainProbe(
  client: mongo.MongoClient,
  collection: ProductCollection,
  probe: Probe,
): Promise<ExplainedProbe> {
  const read = await inSnapshot(client, (snapshot) => Promise.resolve(readOf(probe, snapshot)));
  try {
    return { reads: [await explainRead(collection, read)], problems: [] };
  } catch (error) {
    return { reads: [], problems: [messageOf(error)] };
  }
}
