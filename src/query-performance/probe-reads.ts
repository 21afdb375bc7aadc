import type { mongo } from 'mongoose';
import type { StoredDocument } from '../../migrations/index.js';
import { VERSIONS } from '../../migrations/index.js';
import { possibleIds } from '../listing/product-id.js';
import { byIds } from '../database/collections.js';
import { READ_TIMEOUT_MS } from '../products/product.repository.js';
import type { Snapshot } from '../database/snapshot.js';
import { IN_SNAPSHOT } from '../database/snapshot.js';
import type { Probe } from './query-classes.js';

/** A collection of products, whatever its name. */
export type ProductCollection = mongo.Collection<StoredDocument & { _id: unknown }>;

/** One find command. */
export interface ProbeRead {
  readonly filter: Readonly<Record<string, unknown>>;
  readonly options: mongo.FindOptions;
}

/** The maximum number of documents that the repository checks for one identifier or slug. */
const MAX_SAME = 50;

/** The command that the repository sends to a collection for a probe. */
export function readOf(probe: Probe, snapshot: Snapshot): ProbeRead {
  const options = { ...IN_SNAPSHOT, session: snapshot.session, maxTimeMS: READ_TIMEOUT_MS, limit: MAX_SAME };
  if (probe.kind === 'by-id') return { filter: byIds(possibleIds(probe.id)), options };
  const stored = VERSIONS.flatMap(({ queries }) =>
    queries.slugs.map((path) => ({ ...queries.scope, [path]: probe.slug })),
  );
  return { filter: { $or: [byIds([]), ...stored] }, options };
}
