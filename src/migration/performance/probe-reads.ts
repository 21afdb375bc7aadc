import type { mongo } from 'mongoose';
import type { StoredDocument } from '../../../migrations/index.js';
import { VERSIONS } from '../../../migrations/index.js';
import { IndexedCatalog } from '../../catalog-index/indexed-catalog.js';
import type { ListingQuery } from '../../listing/listing-query.js';
import { possibleIds } from '../../listing/product-id.js';
import { byIds } from '../../storage/collections.js';
import { READ_TIMEOUT_MS, ScanReader } from '../../storage/index-scan.js';
import { planScans } from '../../storage/listing-plan.js';
import { listingProjection } from '../../storage/projections.js';
import type { Snapshot } from '../../storage/snapshot.js';
import { IN_SNAPSHOT } from '../../storage/snapshot.js';
import type { Probe } from './query-classes.js';

/** The products of one collection, by whatever name. */
export type ProductCollection = mongo.Collection<StoredDocument & { _id: unknown }>;

/** One find command. */
export interface ProbeRead {
  readonly filter: Readonly<Record<string, unknown>>;
  readonly options: mongo.FindOptions;
}

/** Finds that are sent one group after the other until the page is full; those of one group go side by side. */
export interface ProbeReads {
  readonly groups: readonly (readonly ProbeRead[])[];
  /** How many documents fill the page. */
  readonly wanted: number;
}

/** Most documents that the repository looks at for one identifier or slug. */
const MAX_SAME = 50;

/** The commands that the repository sends to a collection for a probe. */
export function readsOf(probe: Probe, collection: ProductCollection, snapshot: Snapshot): ProbeReads {
  const inSnapshot = { ...IN_SNAPSHOT, session: snapshot.session, maxTimeMS: READ_TIMEOUT_MS };
  switch (probe.kind) {
    case 'listing': return scansOf(probe, collection, snapshot);
    case 'fetch': return single(byIds(probe.ids), { ...inSnapshot, projection: listingProjection() });
    case 'by-id': return single({ _id: { $in: [...possibleIds(probe.id)] } }, { ...inSnapshot, limit: MAX_SAME });
    case 'by-slug': {
      const stored = VERSIONS.flatMap(({ queries }) => queries.slugs.map((path) => ({ ...queries.scope, [path]: probe.slug })));
      return single({ $or: [{ _id: { $in: [] } }, ...stored] }, { ...inSnapshot, limit: MAX_SAME });
    }
  }
}

function single(filter: Record<string, unknown>, options: mongo.FindOptions): ProbeReads {
  return { groups: [[{ filter, options }]], wanted: 0 };
}

/** One scan per version and group, as planned for a catalogue in which every document is regular. */
function scansOf({ sort, filter, limit }: Extract<Probe, { kind: 'listing' }>, collection: ProductCollection, snapshot: Snapshot): ProbeReads {
  const query: ListingQuery = { sort, filter, limit, page: { kind: 'page', page: 1 }, facets: [], count: 'none' };
  const groups = planScans(query, new IndexedCatalog()) ?? [];
  const read = limit + 2;
  return {
    groups: groups.map((scans) => scans.map((scan) => new ScanReader(collection, scan, snapshot, { backward: false }, read, () => undefined).query(read))),
    wanted: limit + 1,
  };
}
