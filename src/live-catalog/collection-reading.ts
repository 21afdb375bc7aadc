import { mongo } from 'mongoose';
import { idKey } from '../listing/product-id.js';
import type { Collections } from '../database/collections.js';
import { clusterTime } from '../database/cluster-time.js';
import { rawRepliesAhead } from '../database/raw-replies.js';
import { presentTime } from '../database/present-time.js';
import { type LeanReading, readProductBytes } from '../products/read-product-bytes.js';
import type { CatalogState } from './catalog-state.js';
import { DocumentProblems } from './document-problems.js';
import { Turns } from './turns.js';

/** Documents per reply of the database, about 600 kB. Larger replies leave memory behind that is never reused. */
const READ_BATCH = 200;

/** Progress of a reading. */
export interface ReadingProgress {
  readonly documents: number;
  /** The database's estimate. */
  readonly total: number;
}

/**
 * Reads the whole collection into the catalog, at the start and after another collection has taken its place. Changes
 * continue meanwhile: the owner passes on every change from a feed that was opened beforehand, so nothing is missed. At
 * the end, products in the catalog that were not found are removed.
 */
export class CollectionReading {
  readonly problems = new DocumentProblems();
  /** Products changed during the reading; what the reading finds of them may be outdated. */
  private readonly told = new Set<string>();
  private seen = new Uint8Array(1024);
  private progressNow = { documents: 0, total: 0 };
  /** The cluster time up to which changes must be applied before the catalog includes everything that was read. */
  readUpTo: bigint | undefined;

  constructor(
    private readonly collections: Collections,
    private readonly state: CatalogState,
    private readonly turns: Turns,
    private readonly stop: AbortSignal,
  ) {}

  get progress(): ReadingProgress {
    return this.progressNow;
  }

  /** Reads everything. */
  async run(): Promise<void> {
    const { products } = this.collections;
    // A secondary may lag behind a switch that the change stream has already reported.
    const readPreference = mongo.ReadPreference.PRIMARY;
    this.progressNow.total = await products.estimatedDocumentCount({ readPreference });
    for await (const reply of rawRepliesAhead(products.find({}, { batchSize: READ_BATCH, readPreference }))) {
      if (this.stop.aborted) break;
      await this.take(reply);
    }
    if (this.stop.aborted) return;
    await this.removeUnseen();
    this.readUpTo = clusterTime(await presentTime(this.collections.db));
  }

  /** Records a change that was applied during the reading. */
  tell(id: unknown, reading: LeanReading | undefined): void {
    this.told.add(idKey(id));
    this.problems.note(id, reading);
  }

  private async take(documents: readonly Uint8Array[]): Promise<void> {
    for (const bytes of documents) {
      const reading = readProductBytes(bytes);
      if (!this.told.has(idKey(reading.id))) {
        this.problems.note(reading.id, reading);
        this.state.set(reading.id, reading.kind === 'product' ? reading : undefined);
        if (reading.kind === 'product') this.see(this.state.columns.rowOf(reading.id) ?? 0);
      }
      this.progressNow.documents++;
      if (this.turns.isOver) await this.turns.yield();
      if (this.stop.aborted) return;
    }
  }

  private async removeUnseen(): Promise<void> {
    const { columns } = this.state;
    for (const row of columns.usedRows()) {
      const key = columns.keyOf(row);
      if (key === '' || this.seen[row] === 1 || this.told.has(key)) continue;
      this.state.set(columns.idOf(row), undefined);
      if (this.turns.isOver) await this.turns.yield();
    }
  }

  private see(row: number): void {
    if (row >= this.seen.length) {
      const larger = new Uint8Array(Math.max(row + 1, this.seen.length * 2));
      larger.set(this.seen);
      this.seen = larger;
    }
    this.seen[row] = 1;
  }
}
