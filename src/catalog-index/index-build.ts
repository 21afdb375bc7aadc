import { mongo } from 'mongoose';
import { clusterTime } from '../storage/cluster-time.js';
import type { Collections } from '../storage/collections.js';
import { presentTime } from '../storage/present-time.js';
import { listingProjection } from '../storage/projections.js';
import type { ProductReading } from '../storage/read-product.js';
import { readProduct } from '../storage/read-product.js';
import { idKey } from '../listing/product-id.js';
import { DocumentProblems } from './document-problems.js';
import { IndexedCatalog } from './indexed-catalog.js';
import type { KeptOrder } from './row-order.js';
import { Turns } from './turns.js';

/** Documents of one reply: small, so that unpacking it is no long slice. */
const READ_BATCH = 250;
/** How long the build keeps the process to itself; each request waits for a slice or two at each of its steps. */
const SLICE_MS = 3;

interface HeldChange {
  readonly id: unknown;
  readonly reading: ProductReading | undefined;
  readonly time: bigint;
}

/**
 * Reads the whole collection into a new index, beside the one that serves. Changes go on meanwhile: the owner passes on
 * every one that the feed tells, from a feed that was opened before the build began, so nothing is missed.
 */
export class IndexBuild {
  readonly catalog = new IndexedCatalog();
  readonly problems = new DocumentProblems();
  /** Products that a change told of: what the read of the collection says of them may be older. */
  private readonly told = new Set<string>();
  /** Changes that wait while the index has to stand still. */
  private held: Map<string, HeldChange> | undefined;
  private readUpTo: bigint | undefined;
  private readonly turns = new Turns(SLICE_MS);

  constructor(private readonly collections: Collections, private readonly stop: AbortSignal) {}

  /** Whether the index holds all that the collection held at the end of the read. */
  get isComplete(): boolean {
    return this.readUpTo !== undefined && this.catalog.knownTo >= this.readUpTo;
  }

  /** Reads the collection, and makes the given orders, since the first listing would have to wait for them. */
  async read(orders: readonly KeptOrder[]): Promise<void> {
    // A secondary may not have heard of a switch that the change stream has told of.
    const readPreference = mongo.ReadPreference.PRIMARY;
    const cursor = this.collections.products.find({}, { projection: listingProjection(), batchSize: READ_BATCH, readPreference });
    for await (const document of cursor) {
      if (this.stop.aborted) return;
      if (!this.told.has(idKey(document._id))) this.put(document._id, readProduct(document), 0n);
      if (this.turns.isOver) await this.turns.yield();
    }
    await this.makeOrders(orders);
    this.readUpTo = clusterTime(await presentTime(this.collections.db));
  }

  /** Takes in a change. */
  apply(id: unknown, reading: ProductReading | undefined, time: bigint): void {
    const key = idKey(id);
    this.told.add(key);
    if (this.held === undefined) this.put(id, reading, time);
    else this.held.set(key, { id, reading, time });
  }

  private async makeOrders(orders: readonly KeptOrder[]): Promise<void> {
    const held = new Map<string, HeldChange>();
    this.held = held;
    for (const sort of orders) {
      for (const _ of this.catalog.makeOrder(sort)) {
        if (this.turns.isOver) await this.turns.yield();
        if (this.stop.aborted) return;
      }
    }
    // Further changes may join while these are taken in.
    for (const [key, { id, reading, time }] of held) {
      held.delete(key);
      this.put(id, reading, time);
      if (this.turns.isOver) await this.turns.yield();
    }
    this.held = undefined;
  }

  private put(id: unknown, reading: ProductReading | undefined, time: bigint): void {
    this.problems.note(id, reading);
    this.catalog.set(id, reading?.kind === 'product' ? reading : undefined, time);
  }
}
