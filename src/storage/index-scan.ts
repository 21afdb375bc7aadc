import { mongo } from 'mongoose';
import type { Product, StoredDocument } from '../../migrations/index.js';
import { sameId } from '../catalog-index/indexed-catalog.js';
import type { SortKey } from '../listing/sort-orders.js';
import type { IndexScan } from './listing-plan.js';
import { listingProjection } from './projections.js';
import type { OrderedReader } from './page-merge.js';
import type { ProductReading } from './read-product.js';
import { readProduct } from './read-product.js';
import type { Snapshot } from './snapshot.js';
import { IN_SNAPSHOT } from './snapshot.js';

const { MinKey, MaxKey } = mongo;

/** Where a scan begins and which way it goes. */
export interface ScanStart {
  readonly backward: boolean;
  /** Exclusive; the beginning (or, backward, the end) of the scan where absent. */
  readonly from?: SortKey;
}

/** How long the database may work on one read of a public request. */
export const READ_TIMEOUT_MS = 2_000;

/** How often in a row a scan may drop as many documents as it reads at first, before it is given up. */
const MOST_IN_VAIN = 3;

/** A scan meets so many documents that it must not take (irregular ones) that it is cheaper to select in memory. */
export class VainScanError extends Error {
  override readonly name = 'VainScanError';
}

type ServableReading = Extract<ProductReading, { readonly kind: 'product' }>;
type Bound = Readonly<Record<string, unknown>>;

/**
 * Reads the products of one version from one index, in listing order, a few at a time. Places in the index are named by
 * `min` and `max`: unlike `$gt` they cross BSON types, so no document is skipped whatever its `_id` is.
 */
export class ScanReader implements OrderedReader {
  private readonly sort: Readonly<Record<string, 1 | -1>>;
  private readonly projection: Readonly<Record<string, 1>>;
  private readonly bounds: { readonly min: Bound; readonly max: Bound };
  private read = 0;
  /** Documents dropped since the last one that could be taken. */
  private dropped = 0;
  private readonly mostDropped: number;
  private exhausted = false;
  private buffer: ServableReading[] = [];

  constructor(
    private readonly products: mongo.Collection<StoredDocument & { _id: unknown }>,
    private readonly scan: IndexScan,
    private readonly snapshot: Snapshot,
    private readonly start: ScanStart,
    private batch: number,
    private readonly onTaken: (reading: ProductReading) => void,
  ) {
    this.mostDropped = MOST_IN_VAIN * batch;
    const index: [string, 1 | -1][] = [...scan.prefix.map(([path]) => [path, indexDirection(scan, path)] as [string, 1 | -1]), [...scan.ordered], ['_id', 1]];
    this.sort = Object.fromEntries(index.map(([path, direction]) => [path, start.backward ? (-direction as 1 | -1) : direction]));
    this.projection = listingProjection(scan.version);
    const from = start.from === undefined ? undefined : this.place(this.rawOrdered(start.from), start.from.id);
    const first = this.edge('start');
    const last = this.edge('end');
    this.bounds = start.backward ? { min: first, max: from ?? last } : { min: from ?? first, max: last };
  }

  /** The next product without taking it; a `VainScanError` where the scan is not worth going on with. */
  async peek(): Promise<Product | undefined> {
    while (this.buffer.length === 0 && !this.exhausted) await this.fill();
    return this.buffer[0]?.product;
  }

  /** Takes the product that `peek` showed. */
  take(): void {
    const reading = this.buffer.shift();
    if (reading !== undefined) this.onTaken(reading);
  }

  private async fill(): Promise<void> {
    if (this.dropped >= this.mostDropped) throw new VainScanError(`Index ${this.scan.index} gave ${this.dropped} irregular documents in a row`);
    const documents = await this.find(this.batch).toArray();
    this.exhausted = documents.length < this.batch;
    this.read += documents.length;
    // A second batch is rare (the first held irregular documents, or another version's): it may well be larger.
    this.batch *= 2;
    for (const document of documents) {
      const reading = readProduct(document);
      // Irregular documents may stand at the wrong place here; they are read by `_id` instead.
      const usable = reading.kind === 'product' && reading.version === this.scan.version.version && reading.regular;
      this.dropped = usable ? 0 : this.dropped + 1;
      // `min` includes its place: the product of the cursor comes again.
      if (usable && !(this.start.from !== undefined && sameId(document._id, this.start.from.id))) this.buffer.push(reading);
    }
  }

  /** The find command of the next batch. */
  find(limit: number): mongo.FindCursor<StoredDocument & { _id: unknown }> {
    const { filter, options } = this.query(limit);
    return this.products.find(filter, options);
  }

  /** What the next batch asks of the database, for who runs or explains it. */
  query(limit: number): { readonly filter: Record<string, unknown>; readonly options: mongo.FindOptions } {
    return {
      filter: { ...this.scan.version.queries.scope },
      options: {
        ...IN_SNAPSHOT, session: this.snapshot.session, projection: this.projection, hint: this.scan.index,
        ...this.bounds, ...(hasPosition(this.scan) ? {} : { sort: this.sort }), skip: this.read, limit, batchSize: limit, singleBatch: true, maxTimeMS: READ_TIMEOUT_MS,
      },
    };
  }

  private edge(which: 'start' | 'end'): Bound {
    const atStart = which === 'start';
    const ascending = this.scan.ordered[1] === 1;
    return this.place(ascending === atStart ? new MinKey() : new MaxKey(), atStart ? new MinKey() : new MaxKey());
  }

  private place(ordered: unknown, id: unknown): Bound {
    return { ...Object.fromEntries(this.scan.prefix), [this.scan.ordered[0]]: ordered, _id: id };
  }

  /** The index's own value for the ordered part of a sort key: the last part, with dates as dates. */
  private rawOrdered(key: SortKey): unknown {
    const value = key.values.at(-1) ?? null;
    return this.scan.ordered[0] === this.scan.version.queries.sort.createdAt && typeof value === 'number' ? new Date(value) : value;
  }
}

/**
 * Whether the scan's index leads through a position in an array. An empty array makes such an index "multikey", and the
 * server would then sort what comes from it; without a `sort` it comes in the index's own order, which is the wanted one.
 */
export function hasPosition({ prefix, ordered }: IndexScan): boolean {
  return [...prefix.map(([path]) => path), ordered[0]].some((path) => /\.\d+(\.|$)/.test(path));
}

function indexDirection(scan: IndexScan, path: string): 1 | -1 {
  return path === scan.version.queries.sort.featured ? -1 : 1;
}
