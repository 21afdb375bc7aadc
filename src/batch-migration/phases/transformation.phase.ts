import { crashPoint } from '../crash-points.js';
import type { MigrationContext } from '../migration-context.js';
import type { PhaseDetail } from '../phase.js';
import { Progress } from '../progress.js';
import { requireSuccess } from '../success-rate.js';
import { CatchUpTurns } from '../sync/catch-up-turns.js';
import type { MappedCopies } from '../sync/following.js';
import { areLarge, storedPage } from '../../collection-swap/stored-bytes.js';
import { measuredSurroundings } from '../surroundings.js';
import { Throttle } from '../throttle.js';

/**
 * Copies every document into the shadow and the rollback copy, page by page in `_id` order, upgrading those of the
 * shadow, and applies new changes in between. A page interrupted by a crash is copied again; copying is idempotent.
 */
export async function transform(context: MigrationContext): Promise<PhaseDetail> {
  const { run, db, tools } = context;
  const sync = context.forwardSync();
  const source = context.known('source');
  const total = await db.collection(source.name).estimatedDocumentCount();
  const throttle = new Throttle(measuredSurroundings(tools.collections, run), run.value.options.maxDocumentsPerSecond);
  const counts = { ...run.value.counts, total };
  const progress = new Progress(run, total, counts.migrated + counts.quarantined);
  const changes = new CatchUpTurns(sync);
  let ahead: Promise<Page> | undefined;
  let saving: Promise<void> = Promise.resolve();
  for (let from = run.value.work.copyFrom, isLast = run.value.work.copied; !isLast;) {
    run.safePoint();
    const begun = performance.now();
    const page = await (ahead ?? nextPage(context, from, throttle.page));
    // While the server writes this page, the next one is read and mapped, unless changes are due to be applied in
    // between: then the page would be older than they are. Large documents are held one page at a time.
    const catchUpIsDue = changes.isDue;
    isLast = page.next.length === 0;
    from = page.next;
    ahead = catchUpIsDue || isLast || page.isLarge ? undefined : nextPage(context, page.next, throttle.page);
    ahead?.catch(() => undefined); // awaited in the next turn
    const refused = await sync.write(page.copies, 'insert');
    crashPoint('page-copied');
    counts.migrated += page.size - refused;
    counts.quarantined += refused;
    await saving;
    saving = progress
      .update(counts.migrated + counts.quarantined, {
        counts: { ...counts, total: Math.max(total, counts.migrated + counts.quarantined) },
        'work.copyFrom': page.next,
        'work.copied': isLast,
        throttledBy: throttle.reason,
      })
      .then(() => {
        crashPoint('page-saved');
      });
    saving.catch(() => undefined); // awaited after the next page
    // The position waits for a majority. The next page need not: after a crash it would be copied again.
    if (catchUpIsDue || isLast) await saving;
    requireSuccess(counts);
    if (catchUpIsDue) await changes.take();
    await throttle.afterPage(page.size, performance.now() - begun);
  }
  await sync.catchUp();
  await updateCounts(context);
  return {
    copied: counts.migrated + counts.quarantined,
    documentsPerSecond: progress.average(counts.migrated + counts.quarantined),
    quarantined: run.value.counts.quarantined,
  };
}

/** The final counts; changes can have put documents into quarantine, or taken them out. */
async function updateCounts({ run, tools }: MigrationContext): Promise<void> {
  await run.update({
    throttledBy: null,
    ratePerSecond: null,
    etaSeconds: null,
    'counts.quarantined': await tools.quarantine.count(),
  });
  requireSuccess({ ...run.value.counts, total: 0 });
}

/** Some documents in `_id` order, mapped. */
interface Page {
  readonly size: number;
  readonly isLarge: boolean;
  readonly copies: MappedCopies;
  readonly next: readonly unknown[];
}

async function nextPage(context: MigrationContext, from: readonly unknown[], size: number): Promise<Page> {
  const { documents, next } = await storedPage(context.db, context.known('source'), from, size);
  const copies = await context.forwardSync().mapped(documents);
  return { size: documents.length, isLarge: areLarge(documents), copies, next };
}
