import { Injectable, Logger } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { mongo } from 'mongoose';
import { messageOf } from '../errors/message-of.js';
import type { StoredDocument } from '../../migrations/index.js';
import { toGuard, toUpdatePipeline, upgradeToLatest } from '../../migrations/index.js';
import { idKey } from '../listing/product-id.js';
import { Settings } from '../config/settings.js';
import { byIds, Collections } from '../database/collections.js';
import { isFenced, isRefusedDocument } from '../database/database-errors.js';
import { duplicateOf } from './refused-writes.js';
import type { ProductReading } from './read-product.js';
import { WriteBackGate } from './write-back-gate.js';

/** The maximum number of documents waiting for their write; any others are left for a later read. */
const QUEUE_LIMIT = 1_000;
/** The maximum number of documents in one bulk write. */
const BATCH = 100;
/** How long documents are collected before they are written together. */
const GATHER_MS = 50;
/** How long writing pauses after the collection rejected a write because it is being switched, or after a rollback. */
const FENCE_PAUSE_MS = 2_000;
/** How long a document is skipped after a unique index or a validator of the collection rejected its upgrade. */
const REFUSED_PAUSE_MS = 10 * 60_000;
/** The maximum number of documents remembered as rejected. */
const MAX_REFUSED = 10_000;

/** The outcomes of the documents that reads found in an older version. */
export interface LazyUpgradeCounts {
  readonly written: number;
  /** Changed by someone else between read and write, and therefore left for the next read. */
  readonly overtaken: number;
  /** Not queued because the queue was full, a switch was in progress or a migration was rolled back. */
  readonly dropped: number;
  /** Failed writes (due to an election, say, or someone else's unique index): the documents stay as they are. */
  readonly failed: number;
}

/**
 * Stores the upgrades of documents that were read in an older version, off the request's path. A write changes only
 * what the mapping sets, and only if every value that the mapping read is unchanged, so it never overwrites another
 * writer's change. Losing a write only costs another in-memory upgrade at the next read. After a rollback nothing is
 * stored until another migration is started (`WriteBackGate`).
 */
@Injectable()
export class LazyUpgrade implements OnModuleDestroy {
  private readonly logger = new Logger(LazyUpgrade.name);
  private readonly waiting = new Map<string, unknown>();
  private readonly tally = { written: 0, overtaken: 0, dropped: 0, failed: 0 };
  /** When documents that the collection's own rules rejected may be tried again. */
  private readonly refused = new Map<string, number>();
  private pausedUntil = 0;
  private draining: Promise<void> | undefined;
  private stopped = false;
  private readonly gate: WriteBackGate;

  constructor(
    private readonly collections: Collections,
    private readonly settings: Settings,
  ) {
    this.gate = new WriteBackGate(collections);
  }

  /** The counts since the start. */
  get counts(): LazyUpgradeCounts {
    return { ...this.tally };
  }

  /** Queues a product that was read; returns immediately. */
  offer(reading: ProductReading): void {
    if (reading.kind === 'product' && reading.upgraded.patch !== null) this.offerId(reading.product.id);
  }

  /** Queues a product of an older version by its `_id`; returns immediately. */
  offerId(id: unknown): void {
    if (this.settings.LAZY_UPGRADE !== 'write-back' || this.stopped) return;
    if (this.waiting.size >= QUEUE_LIMIT || performance.now() < this.pausedUntil) {
      this.tally.dropped++;
      return;
    }
    const key = idKey(id);
    if ((this.refused.get(key) ?? 0) > performance.now()) return;
    this.waiting.set(key, id);
    this.draining ??= this.drain();
  }

  /** Waits until everything queued has been tried. */
  async settled(): Promise<void> {
    while (this.draining !== undefined) await this.draining;
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    this.waiting.clear();
    await this.settled();
  }

  private async drain(): Promise<void> {
    try {
      while (this.waiting.size > 0) {
        await delay(GATHER_MS);
        const batch = [...this.waiting].slice(0, BATCH);
        for (const [key] of batch) this.waiting.delete(key);
        if (batch.length > 0) await this.write(batch.map(([, id]) => id));
      }
    } finally {
      this.draining = undefined;
    }
  }

  /** Reads the documents again, as a whole: a listing reads only parts of them. */
  private async write(ids: readonly unknown[]): Promise<void> {
    try {
      if (!(await this.gate.isOpen())) {
        this.tally.dropped += ids.length;
        this.pauseWrites();
        return;
      }
      const documents = await this.collections.products.find(byIds(ids)).toArray();
      const updates = documents.flatMap(updateOf);
      if (updates.length > 0) await this.store(updates);
    } catch (error) {
      if (isFenced(error)) {
        this.tally.failed += ids.length;
        this.pauseWrites();
        return;
      }
      this.tally.failed += ids.length;
      this.logger.warn(`Upgrades were not stored; the next read tries again: ${messageOf(error)}`);
    }
  }

  private async store(updates: readonly Upgrade[]): Promise<void> {
    try {
      const { matchedCount } = await this.collections.products.bulkWrite(
        updates.map(({ write }) => write),
        { ordered: false, writeConcern: { w: 'majority' } },
      );
      this.tally.written += matchedCount;
      this.tally.overtaken += updates.length - matchedCount;
    } catch (error) {
      if (!(error instanceof mongo.MongoBulkWriteError)) throw error;
      const entries = [error.writeErrors].flat();
      if (entries.length === 0 || entries.some(({ err }) => !isRefusal(err))) throw error;
      this.tally.written += error.result.matchedCount;
      this.tally.overtaken += updates.length - error.result.matchedCount - entries.length;
      this.tally.failed += entries.length;
      for (const { index } of entries) this.refuse(updates[index]?.id);
      this.logger.warn(
        'The collection rejects ' +
          `${entries.length} upgrades; the documents stay unchanged and are still served: ${reasonOf(entries[0]?.err)}`,
      );
    }
  }

  /** Without this, a rejected document would be rejected again at each read. */
  private refuse(id: unknown): void {
    const [oldest] = this.refused.keys();
    if (this.refused.size >= MAX_REFUSED && oldest !== undefined) this.refused.delete(oldest);
    this.refused.set(idKey(id), performance.now() + REFUSED_PAUSE_MS);
  }

  private pauseWrites(): void {
    this.pausedUntil = performance.now() + FENCE_PAUSE_MS;
    this.waiting.clear();
  }
}

/** The write of one upgrade. */
interface Upgrade {
  readonly id: unknown;
  readonly write: mongo.AnyBulkWriteOperation<StoredDocument & { _id: unknown }>;
}

function updateOf(document: StoredDocument): Upgrade[] {
  const outcome = upgradeToLatest(document);
  if (!outcome.ok || outcome.value.patch === null) return [];
  const { patch } = outcome.value;
  const filter: Record<string, unknown> = { _id: document._id, ...toGuard(document, patch) };
  return [{ id: document._id, write: { updateOne: { filter, update: toUpdatePipeline(patch) } } }];
}

/** Whether a rule of the collection rejected a write, and would do so again. */
function isRefusal(error: unknown): boolean {
  return duplicateOf(error) !== undefined || isRefusedDocument(error);
}

function reasonOf(error: unknown): string {
  const duplicate = duplicateOf(error);
  if (duplicate === undefined) return 'a validator rejects them';
  return `the unique index ${duplicate.index} on ${duplicate.fields.join(', ')} allows only one of them`;
}
