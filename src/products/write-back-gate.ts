import { MIGRATIONS } from '../leases/live-work.js';
import type { Collections } from '../database/collections.js';

/** How long an answer counts. */
const ASK_EVERY_MS = 1_000;

/** Within this time of the run's new state every instance has stopped storing upgrades, the batch in hand included. */
export const WRITE_BACK_STOPS_WITHIN_MS = 2 * ASK_EVERY_MS;

/**
 * The states of the last migration in which nobody stores upgrades: a rollback is meant to keep the old shape, while it
 * goes on and afterwards, until a new migration is started. While an operator is waited for, nothing is to change
 * either.
 */
const CLOSED_IN: readonly unknown[] = ['rolling-back', 'rolled-back', 'needs-operator'];
/** And while the whole collection is being copied: each upgrade would only be another change to copy. */
const CLOSED_WHILE_COPYING: readonly unknown[] = ['running', 'paused', 'waiting-for-switch'];

/**
 * Says whether upgrades of products may be stored as they are read. It looks at the last run in `catalog_migrations`,
 * once a second at most: so every instance knows, whoever drives the run, and a service that is restarted knows as
 * well.
 */
export class WriteBackGate {
  private open = true;
  private askedAt = -Infinity;

  constructor(private readonly collections: Pick<Collections, 'db'>) {}

  /** Throws where the database cannot be asked. */
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
