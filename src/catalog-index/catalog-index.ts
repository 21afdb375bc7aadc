import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import type { StoredDocument } from '../../migrations/index.js';
import { Collections } from '../storage/collections.js';
import { MongoConnector } from '../storage/mongo-connector.js';
import { clusterTime } from '../storage/cluster-time.js';
import { listingProjection } from '../storage/projections.js';
import { readProduct } from '../storage/read-product.js';
import { CatalogIndexNotReadyError } from './catalog-index.errors.js';
import { ChangeFeed } from './change-feed.js';
import { DocumentProblems } from './document-problems.js';
import { IndexedCatalog } from './indexed-catalog.js';

/** How long a reader waits for the index to have taken in what it has just seen in the database. */
const CATCH_UP_MS = 1_000;
/** How long a request waits for the first build. */
const FIRST_BUILD_MS = 10_000;
/** Pause after a failed build or a broken change stream. */
const RETRY_MS = 500;
const READ_BATCH = 1_000;

/**
 * Builds the in-memory index of the catalogue when the service starts, and keeps it in step through the change stream.
 * Any instance can build it from the collection alone: nothing is shared and nothing is lost with it.
 */
@Injectable()
export class CatalogIndex implements OnApplicationBootstrap, OnModuleDestroy {
  /** Documents that cannot be served, for the admin and for metrics. */
  problems = new DocumentProblems();
  private readonly logger = new Logger(CatalogIndex.name);
  private catalog: IndexedCatalog | undefined;
  private feed: ChangeFeed | undefined;
  private lastTurn = 0;
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private waiting: { readonly time: bigint; readonly wake: () => void }[] = [];
  private firstBuilt: () => void = () => undefined;
  private readonly firstBuild = new Promise<void>((resolve) => { this.firstBuilt = resolve; });

  constructor(private readonly collections: Collections, private readonly connector: MongoConnector) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Whether the index has been built. */
  get isBuilt(): boolean {
    return this.catalog !== undefined;
  }

  /** How much is in the index. */
  get sizes(): { readonly products: number; readonly irregular: number } {
    return { products: this.catalog?.columns.count ?? 0, irregular: this.catalog?.columns.irregularCount ?? 0 };
  }

  /** Milliseconds since the change stream was last heard of. */
  get silence(): number {
    return performance.now() - this.lastTurn;
  }

  /** The index as it stands; waits for the first build. */
  async current(): Promise<IndexedCatalog> {
    if (this.catalog === undefined) {
      const timer = new AbortController();
      await Promise.race([this.firstBuild, delay(FIRST_BUILD_MS, undefined, { signal: timer.signal }).catch(() => undefined)]);
      timer.abort();
    }
    if (this.catalog === undefined) throw new CatalogIndexNotReadyError();
    return this.catalog;
  }

  /**
   * The index with everything that the database held at `time`. Where the change stream is down (an election, say) the
   * wait ends after a second and the index is used as it is: a total may then lag behind, products never do.
   */
  async caughtUpTo(time: bigint): Promise<IndexedCatalog> {
    if ((this.catalog?.knownTo ?? 0n) < time) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, CATCH_UP_MS);
        this.waiting.push({ time, wake: () => { clearTimeout(timer); resolve(); } });
      });
    }
    return this.current();
  }

  private get stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      try {
        await this.connector.untilConnected(this.stopping.signal);
        await this.build();
        await this.follow();
      } catch (error) {
        if (this.stopped) break;
        this.logger.warn(`The catalogue index is rebuilt: ${error instanceof Error ? error.message : String(error)}`);
        await delay(RETRY_MS);
      }
    }
    await this.feed?.close().catch(() => undefined);
  }

  /** Reads the whole collection into a new index; the change stream is opened first, so nothing is missed. */
  private async build(): Promise<void> {
    await this.feed?.close().catch(() => undefined);
    const { db, products } = this.collections;
    this.feed = new ChangeFeed(db, products.collectionName, listingProjection());
    await this.feed.open();
    const catalog = new IndexedCatalog();
    const problems = new DocumentProblems();
    const cursor = products.find({}, { projection: listingProjection(), batchSize: READ_BATCH });
    for await (const document of cursor) {
      this.take(catalog, problems, document._id, document, 0n);
      if (this.stopped) return;
    }
    const { operationTime } = await db.command({ ping: 1 });
    await this.applyUntil(catalog, problems, clusterTime(operationTime));
    this.problems = problems;
    // A rebuilt index never has the number of an earlier one: answers kept from before must not pass for its own.
    catalog.revision = (this.catalog?.revision ?? 0) + catalog.revision + 1;
    this.catalog = catalog;
    this.firstBuilt();
    this.wake();
    this.logger.log(`Catalogue index built: ${catalog.columns.count} products, ${catalog.columns.irregularCount} irregular, ${problems.count} not servable`);
  }

  private async applyUntil(catalog: IndexedCatalog, problems: DocumentProblems, time: bigint): Promise<void> {
    while (!this.stopped && catalog.knownTo < time) await this.turn(catalog, problems);
  }

  /** Applies changes until the collection is dropped or switched; then the index is built anew while the old one serves. */
  private async follow(): Promise<void> {
    const { catalog } = this;
    while (!this.stopped && catalog !== undefined) {
      if ((await this.turn(catalog, this.problems)) === 'collection') return;
      this.wake();
    }
  }

  private async turn(catalog: IndexedCatalog, problems: DocumentProblems): Promise<'collection' | undefined> {
    const { change, knownTo } = await (this.feed as ChangeFeed).next();
    this.lastTurn = performance.now();
    if (change?.kind === 'document') this.take(catalog, problems, change.id, change.document, change.time);
    catalog.knownTo = max(catalog.knownTo, max(knownTo ?? 0n, change?.time ?? 0n));
    return change?.kind === 'collection' ? 'collection' : undefined;
  }

  private take(catalog: IndexedCatalog, problems: DocumentProblems, id: unknown, document: StoredDocument | undefined, time: bigint): void {
    const reading = document === undefined ? undefined : readProduct(document);
    problems.note(id, reading);
    catalog.set(id, reading?.kind === 'product' ? reading : undefined, time);
  }

  private wake(): void {
    const knownTo = this.catalog?.knownTo ?? 0n;
    const ready = this.waiting.filter(({ time }) => time <= knownTo);
    if (ready.length === 0) return;
    this.waiting = this.waiting.filter(({ time }) => time > knownTo);
    for (const { wake } of ready) wake();
  }
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
