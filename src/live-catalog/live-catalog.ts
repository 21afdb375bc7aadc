import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { mongo } from 'mongoose';
import { Settings } from '../config/settings.js';
import type { PartReadiness } from '../health/readiness.js';
import { toListedProduct } from '../listing/listed-product.js';
import { idKey } from '../listing/product-id.js';
import { byIds, Collections } from '../database/collections.js';
import { MongoConnector } from '../database/mongo-connector.js';
import { type LeanReading, readProductBytes } from '../products/read-product-bytes.js';
import { publicRowOf, publicRowOfSlug } from './asked-rows.js';
import { CatalogBehindError, CatalogNotReadyError, CatalogStaleError } from './catalog.errors.js';
import { type CatalogSizes, CatalogState } from './catalog-state.js';
import type { FeedBatch } from './change-feed.js';
import { ChangeFollower } from './change-follower.js';
import { CollectionReading, type ReadingProgress } from './collection-reading.js';
import { CollectionReadings } from './collection-readings.js';
import { DocumentProblems } from './document-problems.js';
import { KnownTime } from './known-time.js';
import { type Freshness, LastHeard } from './last-heard.js';
import { Serving } from './serving.js';
import { Turns } from './turns.js';
import { rawDocuments } from '../database/raw-replies.js';

/** How long a request or a write waits for the catalog to apply a change. */
const CATCH_UP_MS = 1_000;
/** Number of documents per lookup. */
const LOOK_UP = 500;
/** Longest time slice on the event loop while the catalog serves. */
const SLICE_MS = 3;
/** The same before it serves, when only health checks are waiting. */
const FIRST_SLICE_MS = 50;

/**
 * Keeps the catalog in memory: reads the collection at the start and follows its change stream. It is a derived copy
 * that every instance builds for itself; the database remains the source of truth. When another collection takes the
 * place of `products`, it is read while the catalog keeps serving. While the database is down, the catalog serves what
 * it has, for `STALE_READS_SECONDS`.
 */
@Injectable()
export class LiveCatalog implements OnApplicationBootstrap, OnModuleDestroy {
  /** Documents that cannot be served, for the admin API and the metrics. */
  problems = new DocumentProblems();
  private readonly logger = new Logger(LiveCatalog.name);
  private readonly state: CatalogState;
  private readonly turns = new Turns(FIRST_SLICE_MS);
  private readonly serving = new Serving();
  private readonly known = new KnownTime();
  private ownWrites = 0n;
  private readonly readings: CollectionReadings;
  private readonly follower: ChangeFollower;
  private readonly heard = new LastHeard();
  private changes = 0;

  constructor(
    private readonly collections: Collections,
    private readonly connector: MongoConnector,
    private readonly settings: Settings,
  ) {
    this.state = new CatalogState(
      (product) => JSON.stringify(toListedProduct(product)),
      settings.CATALOG_MEMORY_MB * 1024 * 1024,
    );
    this.readings = new CollectionReadings(
      this.logger,
      (signal) => new CollectionReading(collections, this.state, this.turns, signal),
    );
    this.follower = new ChangeFollower({
      collections,
      connector,
      logger: this.logger,
      known: this.known,
      begin: () => {
        this.readings.begin();
      },
      reading: () => this.readings.state,
      takeIn: (batch) => this.takeIn(batch),
      heard: () => {
        this.streamHeard();
      },
    });
  }

  onApplicationBootstrap(): void {
    this.follower.start();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.follower.stop(), this.readings.stop()]);
  }

  /** Whether the catalog has been read and can answer requests. */
  get isReady(): boolean {
    return this.serving.isOn;
  }

  /** Whether the collection is being read, at the start or after a switch. */
  get isReading(): boolean {
    return this.readings.current !== undefined;
  }

  /** The result for health checks: whether listings can be answered, and how old they may be. */
  get readiness(): PartReadiness | undefined {
    if (!this.isReady) return { state: 'missing', problem: this.waitsFor };
    return this.heard.readiness(this.settings.STALE_READS_SECONDS);
  }

  /** Size of the catalog. */
  get sizes(): CatalogSizes {
    const { allocatedBytes, evicted } = this.state.entries.size;
    return { products: this.state.columns.count, entryBytes: allocatedBytes, evicted, changes: this.changes };
  }

  /** Number of served products of a version, and of its documents that the mapping refuses. Costs nothing to read. */
  storedAs(version: number): { readonly served: number; readonly refused: number } {
    return { served: this.state.columns.versionCounts[version] ?? 0, refused: this.problems.failingOf(version) };
  }

  /** Progress of a reading of the whole collection, at the start or after a switch; `undefined` if none is running. */
  get progress(): ReadingProgress | undefined {
    return this.readings.current?.progress;
  }

  /** How old an answer given now may be. */
  get freshness(): Freshness {
    return this.heard.freshness;
  }

  /**
   * The catalog, including every write that this instance acknowledged and, if a cluster time is given, every change up
   * to it. Throws if it cannot catch up in time, has not been read yet, or is too stale to be served.
   */
  async read(since = 0n): Promise<CatalogState> {
    if (!this.isReady) {
      if (this.connector.hasPrimary) await this.serving.wait();
      if (!this.isReady) throw new CatalogNotReadyError(this.waitsFor);
    }
    const { isStale, ageSeconds } = this.freshness;
    if (isStale && ageSeconds > this.settings.STALE_READS_SECONDS)
      throw new CatalogStaleError(ageSeconds, this.settings.STALE_READS_SECONDS);
    // Without a stream, waiting is pointless; the answer says how old it is.
    if (!isStale && !this.known.includes(this.ownWrites)) await this.includes(this.ownWrites);
    if (!this.known.includes(since) && (isStale || !(await this.includes(since)))) throw new CatalogBehindError();
    return this.state;
  }

  /** Whether the content is unchanged since a revision. */
  isAt(revision: number): boolean {
    return this.state.revision === revision;
  }

  /** The `_id`s of the products that currently have a slug; empty until the catalog has been read. */
  idsOfSlug(slug: string): readonly unknown[] {
    const { columns } = this.state;
    return columns.rowsOfSlug(slug).map((row) => columns.idOf(row));
  }

  /** Whether a public product has this id or slug; `true` if the catalog has not been read or is stale. */
  mayShow(idOrSlug: string): boolean {
    const { columns } = this.state;
    if (!this.isReady || this.freshness.isStale) return true;
    return publicRowOf(columns, idOrSlug) !== undefined || publicRowOfSlug(columns, idOrSlug) !== undefined;
  }

  /** Waits up to a second until every change up to a cluster time is in the catalog; returns whether it is. */
  includes(time: bigint): Promise<boolean> {
    return this.known.reach(time, CATCH_UP_MS);
  }

  /**
   * Registers a write that this instance is about to acknowledge, so that every later answer includes it. Waits up to a
   * second until the catalog has it; if the change stream is down, later reads wait for it instead.
   */
  async acknowledge(time: bigint): Promise<void> {
    if (time > this.ownWrites) this.ownWrites = time;
    if (this.isReady && !this.freshness.isStale) await this.includes(time);
  }

  /**
   * Applies the current state of some products, e.g. after their entries were evicted. Throws if the database is
   * unreachable.
   */
  async load(ids: readonly unknown[]): Promise<void> {
    for (let at = 0; at < ids.length; at += LOOK_UP) await this.lookUp(ids.slice(at, at + LOOK_UP));
  }

  /** Why the catalog cannot serve yet. */
  private get waitsFor(): string {
    const { progress } = this;
    return progress === undefined
      ? 'the database has not been reached'
      : `${progress.documents} of ${Math.max(progress.total, progress.documents)} products read`;
  }

  /**
   * Applies the current state of the documents rather than their state at the time of the change, which makes applying
   * a change idempotent.
   */
  private async lookUp(ids: readonly unknown[]): Promise<void> {
    const options = { readPreference: mongo.ReadPreference.PRIMARY };
    const documents = await rawDocuments(this.collections.products.find(byIds(ids), options));
    const gone = new Map(ids.map((id) => [idKey(id), id]));
    for (const bytes of documents) {
      const reading = readProductBytes(bytes);
      gone.delete(idKey(reading.id));
      this.apply(reading.id, reading);
      if (this.turns.isOver) await this.turns.yield();
    }
    for (const id of gone.values()) this.apply(id, undefined);
  }

  private async takeIn({ ids, switched }: FeedBatch): Promise<void> {
    await this.load(ids);
    this.changes += ids.length;
    if (switched) this.readings.begin();
  }

  private streamHeard(): void {
    this.heard.note();
    const { readUpTo } = this.readings.current ?? {};
    if (readUpTo !== undefined && this.known.includes(readUpTo)) this.finishReading();
  }

  private apply(id: unknown, reading: LeanReading | undefined): void {
    this.readings.current?.tell(id, reading);
    this.problems.note(id, reading);
    this.state.set(id, reading?.kind === 'product' ? reading : undefined);
  }

  private finishReading(): void {
    this.problems = this.readings.current?.problems ?? this.problems;
    this.readings.finish();
    const { columns } = this.state;
    if (!this.isReady) {
      this.state.makeOrders();
      this.turns.sliceMs = SLICE_MS;
      this.serving.begin();
    }
    this.logger.log(
      `Catalog in memory: ${columns.count} products, ${this.problems.count} documents that cannot be served`,
    );
  }
}
