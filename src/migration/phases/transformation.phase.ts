import { idKey } from '../../listing/product-id.js';
import { crashPoint } from '../crash-points.js';
import type { MigrationContext } from '../migration-context.js';
import type { PhaseDetail } from '../phases.js';
import { Progress } from '../progress.js';
import { MigrationError } from '../run/run-errors.js';
import { nextIds } from '../sync/id-pages.js';
import type { MappedCopies } from '../sync/in-step.js';
import { storedBytes } from '../sync/stored-bytes.js';
import { Throttle } from '../throttle.js';

/** The least share of documents that have to be mappable. */
export const LEAST_SUCCESS = 0.95;
/** So many documents say something about the share. */
const ENOUGH = 200;
const CATCH_UP_EVERY_MS = 1_000;
/** A page of large documents ends early, so that memory stays flat. */
const MOST_BYTES = 16 * 1_048_576;

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
  let ahead: Promise<Page> | undefined;
  while (!run.value.work.copied) {
    run.safePoint();
    const begun = performance.now();
    const page = await (ahead ?? nextPage(context, run.value.work.copiedTo, throttle.page));
    if (page.ids.length === 0) {
      await run.updateWork({ copied: true });
      break;
    }
    // While the server writes this page the next one is read and mapped, unless changes are applied in between: the page would be older than they are.
    const catchUpIsDue = performance.now() - caughtUpAt > CATCH_UP_EVERY_MS;
    ahead = catchUpIsDue ? undefined : nextPage(context, [page.ids.at(-1)], throttle.page);
    ahead?.catch(() => undefined); // it is awaited in the next turn
    const refused = await writePage(context, page);
    counts.migrated += page.ids.length - refused;
    counts.quarantined += refused;
    await progress.update(counts.migrated + counts.quarantined, { counts: { ...counts, total: Math.max(total, counts.migrated + counts.quarantined) }, 'work.copiedTo': [page.ids.at(-1)], throttledBy: throttle.reason });
    crashPoint('page-saved');
    requireSuccess(counts, false);
    if (catchUpIsDue) {
      await sync.catchUp();
      caughtUpAt = performance.now();
    }
    await throttle.afterPage(page.ids.length, performance.now() - begun);
  }
  await sync.catchUp();
  await run.update({ throttledBy: null, ratePerSecond: null, etaSeconds: null, 'counts.quarantined': await tools.quarantine.count() });
  requireSuccess(run.value.counts, true);
  return { copied: counts.migrated + counts.quarantined, documentsPerSecond: progress.average(counts.migrated + counts.quarantined), quarantined: run.value.counts.quarantined };
}

/** Some documents in the order of `_id`, mapped. */
interface Page {
  readonly ids: readonly unknown[];
  readonly portions: readonly MappedCopies[];
}

async function nextPage(context: MigrationContext, after: readonly unknown[], size: number): Promise<Page> {
  const source = context.known('source');
  const ids = await nextIds(context.db, source, after, size);
  const portions: MappedCopies[] = [];
  let bytes = 0;
  for await (const documents of storedBytes(context.db, source, ids)) {
    portions.push(await context.forwardSync().mapped(documents));
    bytes += documents.reduce((sum, document) => sum + document.bytes.length, 0);
    const last = idKey(documents.at(-1)?.id);
    if (bytes > MOST_BYTES) return { ids: ids.slice(0, ids.findIndex((id) => idKey(id) === last) + 1), portions };
  }
  return { ids, portions };
}

/** Returns how many documents the mapping refuses. */
async function writePage(context: MigrationContext, { portions }: Page): Promise<number> {
  let refused = 0;
  for (const portion of portions) refused += await context.forwardSync().write(portion, 'insert');
  crashPoint('page-copied');
  return refused;
}

/** The circuit breaker: a migration that would leave too many documents behind is of no use. */
export function requireSuccess({ migrated, quarantined }: { readonly migrated: number; readonly quarantined: number }, atEnd: boolean): void {
  const seen = migrated + quarantined;
  if (seen === 0 || (!atEnd && seen < ENOUGH) || migrated / seen >= LEAST_SUCCESS) return;
  throw new MigrationError('SUCCESS_RATE', `Only ${((100 * migrated) / seen).toFixed(1)} % of ${seen} documents can be mapped; ${100 * LEAST_SUCCESS} % are needed. GET /api/admin/quarantine tells what is wrong with the others`, { migrated, quarantined });
}
