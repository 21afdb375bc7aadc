import { crashPoint } from '../crash-points.js';
import type { MigrationContext } from '../migration-context.js';
import type { PhaseDetail } from '../phases.js';
import { Progress } from '../progress.js';
import { MigrationError } from '../run/run-errors.js';
import { nextIds } from '../sync/id-pages.js';
import { copyByIds } from '../sync/server-copy.js';
import { Throttle } from '../throttle.js';

/** The least share of documents that have to be mappable. */
export const LEAST_SUCCESS = 0.95;
/** So many documents say something about the share. */
const ENOUGH = 200;
const CATCH_UP_EVERY_MS = 1_000;

/**
 * Copies every document into shadow and twin, page by page in the order of `_id`, and upgrades the shadow's; applies in
 * between what is written meanwhile. A page that a crash cut off is copied again, which comes to the same.
 */
export async function transform(context: MigrationContext): Promise<PhaseDetail> {
  const { run, db, tools } = context;
  const sync = context.forwardSync();
  const source = context.known('source');
  const total = await db.collection(source.name).estimatedDocumentCount();
  const throttle = new Throttle(tools.collections, run.value.options.maxDocumentsPerSecond);
  const counts = { ...run.value.counts, total };
  const progress = new Progress(run, total, counts.migrated + counts.quarantined);
  let caughtUpAt = performance.now();
  while (!run.value.work.copied) {
    run.safePoint();
    const begun = performance.now();
    const ids = await nextIds(db, source, run.value.work.copiedTo, throttle.page);
    if (ids.length === 0) {
      await run.updateWork({ copied: true });
      break;
    }
    const refused = await copyPage(context, ids);
    counts.migrated += ids.length - refused;
    counts.quarantined += refused;
    await progress.update(counts.migrated + counts.quarantined, { counts: { ...counts, total: Math.max(total, counts.migrated + counts.quarantined) }, 'work.copiedTo': [ids.at(-1)], throttledBy: throttle.reason });
    crashPoint('page-saved');
    requireSuccess(counts, false);
    if (performance.now() - caughtUpAt > CATCH_UP_EVERY_MS) {
      await sync.catchUp();
      caughtUpAt = performance.now();
    }
    await throttle.afterPage(ids.length, performance.now() - begun);
  }
  await sync.catchUp();
  await run.update({ throttledBy: null, ratePerSecond: null, etaSeconds: null, 'counts.quarantined': await tools.quarantine.count() });
  requireSuccess(run.value.counts, true);
  return { copied: counts.migrated + counts.quarantined, documentsPerSecond: progress.average(counts.migrated + counts.quarantined), quarantined: run.value.counts.quarantined };
}

/** Copies and maps one page; returns how many documents the mapping refuses. */
async function copyPage(context: MigrationContext, ids: readonly unknown[]): Promise<number> {
  const { run, db } = context;
  const route = { source: context.known('source') };
  const shadow = context.known('shadow');
  run.ensureMine();
  await Promise.all([copyByIds(db, { ...route, target: shadow.name }, ids), copyByIds(db, { ...route, target: context.known('twin').name }, ids)]);
  crashPoint('page-copied');
  run.ensureMine();
  const refused = await context.forwardSync().map(shadow, 'up', ids);
  crashPoint('page-mapped');
  return refused;
}

/** The circuit breaker: a migration that would leave too many documents behind is of no use. */
export function requireSuccess({ migrated, quarantined }: { readonly migrated: number; readonly quarantined: number }, atEnd: boolean): void {
  const seen = migrated + quarantined;
  if (seen === 0 || (!atEnd && seen < ENOUGH) || migrated / seen >= LEAST_SUCCESS) return;
  throw new MigrationError('SUCCESS_RATE', `Only ${((100 * migrated) / seen).toFixed(1)} % of ${seen} documents can be mapped; ${100 * LEAST_SUCCESS} % are needed. GET /api/admin/quarantine tells what is wrong with the others`, { migrated, quarantined });
}
