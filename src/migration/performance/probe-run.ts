import type { mongo } from 'mongoose';
import { messageOf } from '../../errors/message-of.js';
import type { StoredDocument } from '../../../migrations/index.js';
import { isMissingIndex } from '../../storage/database-errors.js';
import { readProduct } from '../../storage/read-product.js';
import { inSnapshot } from '../../storage/snapshot.js';
import type { ExplainedRead } from './explained-read.js';
import { explainRead } from './explained-read.js';
import type { ProbeRead, ProductCollection } from './probe-reads.js';
import { readsOf } from './probe-reads.js';
import type { Probe } from './query-classes.js';

/** How the database goes about a probe. */
export interface ExplainedProbe {
  readonly reads: readonly ExplainedRead[];
  /** Indexes that the probe names and that are not there. */
  readonly missingIndexes: readonly string[];
  /** Whatever else the database said against it. */
  readonly problems: readonly string[];
}

/** Runs a probe once, in a snapshot of its own like the repository. @returns milliseconds */
export async function timeProbe(client: mongo.MongoClient, collection: ProductCollection, probe: Probe): Promise<number> {
  const started = performance.now();
  await inSnapshot(client, async (snapshot) => {
    const { groups, wanted } = readsOf(probe, collection, snapshot);
    let found = 0;
    let first = true;
    for (const [one, ...others] of groups) {
      if (one === undefined) continue;
      // The first read fixes the snapshot; only then may the others run beside it.
      const before = first ? [await run(collection, one)] : [];
      const answers = await Promise.all([...(first ? others : [one, ...others])].map((read) => run(collection, read)));
      first = false;
      found += [...before, ...answers].flat().length;
      if (found >= wanted) break;
    }
  });
  return performance.now() - started;
}

async function run(collection: ProductCollection, { filter, options }: ProbeRead): Promise<readonly unknown[]> {
  const documents: StoredDocument[] = await collection.find(filter, options).toArray();
  // Mapping is part of every read, and costs more for documents that have still to be upgraded.
  return documents.map(readProduct);
}

/** Has the database explain each command of a probe. A command that fails is told of, not thrown. */
export async function explainProbe(client: mongo.MongoClient, collection: ProductCollection, probe: Probe): Promise<ExplainedProbe> {
  const groups = await inSnapshot(client, (snapshot) => Promise.resolve(readsOf(probe, collection, snapshot).groups));
  const reads: ExplainedRead[] = [];
  const missingIndexes: string[] = [];
  const problems: string[] = [];
  for (const read of groups.flat()) {
    try {
      reads.push(await explainRead(collection, read));
    } catch (error) {
      if (isMissingIndex(error)) missingIndexes.push(String(read.options.hint));
      else problems.push(messageOf(error));
    }
  }
  return { reads, missingIndexes: [...new Set(missingIndexes)], problems };
}
