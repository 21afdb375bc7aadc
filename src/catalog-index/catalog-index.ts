import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { mongo } from 'mongoose';
import { messageOf } from '../errors/message-of.js';
import type { StoredDocument } from '../../migrations/index.js';
import { byIds, Collections } from '../storage/collections.js';
import { MongoConnector } from '../storage/mongo-connector.js';
import { listingProjection } from '../storage/projections.js';
import type { ProductReading } from '../storage/read-product.js';
import { readProduct } from '../storage/read-product.js';
import { CatalogIndexNotReadyError } from './catalog-index.errors.js';
import type { ProductChange } from './change-feed.js';
import { ChangeFeed, isOutage } from './change-feed.js';
import { DocumentProblems } from './document-problems.js';
import { IndexBuild } from './index-build.js';
import type { IndexedCatalog } from './indexed-catalog.js';

/** How long a reader waits for the index to have taken in what it has just seen in the database. */
const CATCH_UP_MS = 1_000;
/** How long a request waits for the first build. */
const FIRST_BUILD_MS = 10_000;
/** Pause after a failed build or a change stream that does not come up again. */
const RETRY_MS = 500;
/** How often a change stream may break at one place before it is given up. */
const MAX_STUCK = 3;

/**
 * Builds the in-memory index of the catalogue when the service starts, and keeps it in step through the change stream.
 * Any instance can build it from the collection alone: nothing is shared and nothing is lost with it. When another
 * collection takes the place of `products`, the index goes on taking in changes while a new one is built beside it.
 */
@Injectable()
export class CatalogIndex implements OnApplicationBootstrap, OnModuleDestroy {
  /** Documents that cannot be served, for the admin and for metrics. */
  problems = new DocumentProblems();
  private readonly logger = new Logger(CatalogIndex.name);
  private catalog: IndexedCatalog | undefined;
  private build: IndexBuild | undefined;
  private stopBuild = new AbortController();
  private readonly builds = new Set<Promise<void>>();
  /** Where a new feed goes on; without it, what happened in between is unknown. */
  private token: mongo.ResumeToken;
  private stuck = 0;
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
    this.stopBuild.abort();
    await this.running;
    await Promise.all(this.builds);
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
   * wait ends after a second and the index is used as it is: it may then lag behind.
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
      const { token } = this;
      try {
        await this.connector.untilConnected(this.stopping.signal);
        await this.follow(token);
      } catch (error) {
        if (this.stopped) break;
        this.logger.warn(`The change stream is opened anew: ${messageOf(error)}`);
        // A switch breaks the stream too, where it drops the collection in which a change is just being looked up.
        this.stuck = this.token === token ? this.stuck + 1 : 0;
        // A stream that does not get on from its token is given up, and so is one whose change could not be taken in.
        if (!isOutage(error) && (!(error instanceof mongo.MongoError) || this.stuck > MAX_STUCK)) this.token = undefined;
        if (this.stuck > 0 || this.token === undefined || isOutage(error)) await delay(RETRY_MS);
      }
    }
  }

  /** Takes in changes until the service stops, or the stream ends or breaks. */
  private async follow(token: mongo.ResumeToken): Promise<void> {
    const { db, products } = this.collections;
    const feed = new ChangeFeed(db, products.collectionName, listingProjection(), token);
    try {
      let ended = await this.turn(feed);
      // Only a stream that is open misses nothing of what happens during the read.
      if (token === undefined) this.rebuild(this.catalog?.knownTo ?? 0n);
      while (!this.stopped && !ended) ended = await this.turn(feed);
    } finally {
      await feed.close().catch(() => undefined);
    }
  }

  /** Takes in the next change; returns whether it was the stream's last. */
  private async turn(feed: ChangeFeed): Promise<boolean> {
    const { change, knownTo, token, ended } = await feed.next();
    if (change !== undefined) await this.apply(change);
    this.token = token;
    this.lastTurn = performance.now();
    for (const catalog of [this.catalog, this.build?.catalog]) {
      if (catalog !== undefined) catalog.knownTo = max(catalog.knownTo, max(knownTo ?? 0n, change?.time ?? 0n));
    }
    if (this.build?.isComplete === true) this.takeOver(this.build);
    this.wake();
    return ended;
  }

  private async apply(change: ProductChange): Promise<void> {
    if (change.kind === 'switch') {
      this.rebuild(change.time);
      return;
    }
    const { id, time } = change;
    const reading = change.kind === 'lost' ? ofUnknownForm(read(await this.present(id))) : read(change.document);
    this.build?.apply(id, reading, time);
    if (this.catalog === undefined) return;
    this.problems.note(id, reading);
    this.catalog.set(id, reading?.kind === 'product' ? reading : undefined, time);
  }

  /** A document as it is now in what is now the live collection. */
  private async present(id: unknown): Promise<StoredDocument | undefined> {
    const options = { projection: listingProjection(), readPreference: mongo.ReadPreference.PRIMARY };
    return (await this.collections.products.findOne(byIds([id]), options)) ?? undefined;
  }

  /** Builds a new index of the collection that is live from a cluster time on; a build that is under way is given up. */
  private rebuild(since: bigint): void {
    this.catalog?.switched(since);
    this.stopBuild.abort();
    this.stopBuild = new AbortController();
    const build = new IndexBuild(this.collections, this.stopBuild.signal);
    this.build = build;
    const reading = build.read(this.catalog?.keptOrders ?? []).catch(async (error: unknown) => {
      if (this.build !== build || this.stopped) return;
      this.logger.warn(`The catalogue index is read again: ${messageOf(error)}`);
      await delay(RETRY_MS);
      if (this.build === build && !this.stopped) this.rebuild(since);
    });
    this.builds.add(reading);
    void reading.finally(() => this.builds.delete(reading));
  }

  private takeOver(build: IndexBuild): void {
    const { catalog, problems } = build;
    catalog.takeOver(this.catalog);
    this.catalog = catalog;
    this.problems = problems;
    this.build = undefined;
    this.firstBuilt();
    this.logger.log(`Catalogue index built: ${catalog.columns.count} products, ${catalog.columns.irregularCount} irregular, ${problems.count} not servable`);
  }

  private wake(): void {
    const knownTo = this.catalog?.knownTo ?? 0n;
    const ready = this.waiting.filter(({ time }) => time <= knownTo);
    if (ready.length === 0) return;
    this.waiting = this.waiting.filter(({ time }) => time > knownTo);
    for (const { wake } of ready) wake();
  }
}

/** The same product, found by `_id` from now on: it was read from a collection that may not be live yet as the index knows. */
function ofUnknownForm(reading: ProductReading | undefined): ProductReading | undefined {
  return reading?.kind === 'product' ? { ...reading, regular: false } : reading;
}

function read(document: StoredDocument | undefined): ProductReading | undefined {
  return document === undefined ? undefined : readProduct(document);
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
