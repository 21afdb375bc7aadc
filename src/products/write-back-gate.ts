import { MIGRATIONS } from '../leases/live-work.js';
import type { Collections } from '../database/collections.js';

/** How long a result is reused. */
const ASK_EVERY_MS = 1_000;

/**
 * Within this time of a run's state change, every instance has stopped storing upgrades, including the current batch.
 */
export const WRITE_BACK_STOPS_WITHIN_MS = 2 * ASK_EVERY_MS;

/**
 * The states of the last migration in which nobody stores upgrades. A rollback is meant to keep the old shape, during
 * the rollback and afterwards, until a new migration is started. While the migration waits for an operator, nothing
 * should change either.
 */
const CLOSED_IN: readonly unknown[] = ['rolling-back', 'rolled-back', 'needs-operator'];
/** Also while the whole collection is being copied: each upgrade would only be another change to copy. */
const CLOSED_WHILE_COPYING: readonly unknown[] = ['running', 'paused', 'waiting-for-switch'];

/**
 * Tells whether upgrades of products may be stored when they are read. It reads the last run in `catalog_migrations`,
 * at most once a second: so every instance knows, whichever drives the run, and so does a restarted service.
 */
export class WriteBackGate {
  private open = true;
  private askedAt = -Infinity;

  constructor(private readonly collections: Pick<Collections, 'db'>) {}

  /** Throws if the database cannot be queried. */
  async isOpen(): Promise<boolean> {
    if (performance.now() - this.askedAt < ASK_EVERY_MS) return this.open;
    const askedAt = performance.now();
    const runs = this.collections.db.collection(MIGRATIONS);
    const last = await runs.findOne({}, { projection: { state: 1, strategy: 1 }, sort: { createdAt: -1, _id: -1 } });
    const isCopying = last?.['strategy'] === 'blue-green' && CLOSED_WHILE_COPYING.includes(last['state']);
    this.open = !CLOSED_IN.includes(last?.['state']) && !isCopying;
    this.askedAt = askedAt;
    return this.open;
  }
}
