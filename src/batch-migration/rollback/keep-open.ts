import { idKey } from '../../listing/product-id.js';
import { PRODUCTS } from '../../database/collections.js';
import { crashPoint } from '../crash-points.js';
import type { MigrationContext } from '../migration-context.js';
import type { OutsideWriters } from '../outside-writers/outside-writers.js';
import { MigrationError } from '../run/run-errors.js';
import type { CollectionSync } from '../sync/collection-sync.js';
import { copyAnew } from './copy-anew.js';

/** Pause while nothing is written. A rollback applies pending changes anyway. */
const IDLE_MS = 1_000;
const ASK_TIME_EVERY_MS = 5_000;

/** How far the rollback copy lags behind, for monitoring. */
export interface WayBackLag {
  seconds: number;
}

/**
 * Runs from the switch on. Applies every write to the rollback copy in the old shape, so that a rollback loses nothing,
 * and upgrades what outside writers still write in the old shape. Returns when the retention has expired.
 */
export async function keepWayOpen(context: MigrationContext, outside: OutsideWriters, lag: WayBackLag): Promise<void> {
  const { run } = context;
  const sync = context.backSync();
  context.compareAllFully();
  let askedAt = 0;
  for (;;) {
    run.safePoint();
    await follow(context, sync);
    const ids = [...sync.touched.values()];
    sync.touched.clear();
    if (ids.length > 0) await upgradeOutsideWrites(context, outside, ids);
    else await run.pause(IDLE_MS);
    crashPoint('reverse-changes-mapped');
    if (performance.now() - askedAt < ASK_TIME_EVERY_MS) continue;
    askedAt = performance.now();
    const now = await sync.now();
    // The upper half of a cluster time is seconds.
    lag.seconds = Number((now >> 32n) - (sync.appliedTo >> 32n));
    const { rollbackUntil } = run.value;
    if (rollbackUntil !== null && rollbackUntil.getTime() / 1000 < Number(now >> 32n)) return;
  }
}

async function follow(context: MigrationContext, sync: CollectionSync): Promise<void> {
  try {
    await sync.applyNext();
  } catch (error) {
    if (!(error instanceof MigrationError) || error.code !== 'HISTORY_LOST') throw error;
    context.run.logger.error(`${error.message}; the twin of ${context.run.id} is copied anew`);
    await copyAnew(context, sync);
  }
}

async function upgradeOutsideWrites(
  { run, tools, db }: MigrationContext,
  outside: OutsideWriters,
  ids: readonly unknown[],
): Promise<void> {
  run.ensureMine();
  const { upgraded, refused, byApplication } = await outside.normalise(db, ids);
  await tools.quarantine.add(run.id, 'up', PRODUCTS, refused);
  // Documents that were repaired leave quarantine.
  const kept = new Set(refused.map(({ id }) => idKey(id)));
  await tools.quarantine.release(ids.filter((id) => !kept.has(idKey(id))));
  if (upgraded === 0 && refused.length === 0) return;
  const counts = { ...run.value.work.outsideWriters };
  for (const [name, count] of byApplication) counts[name] = (counts[name] ?? 0) + count;
  await run.updateWork({ outsideWriters: counts });
  run.logger.warn(
    `${upgraded} products were written in the old shape and upgraded; written by ` +
      `${[...byApplication.keys()].join(', ') || 'unknown'}; update these applications`,
  );
}
