import { idKey } from '../../listing/product-id.js';
import { PRODUCTS } from '../../database/collections.js';
import { crashPoint } from '../crash-points.js';
import type { MigrationContext } from '../migration-context.js';
import type { PhaseDetail } from '../phase.js';
import { requireSuccess } from '../success-rate.js';
import { Progress } from '../progress.js';
import type { CollectionIdentity } from '../../collection-swap/collection-identity.js';
import { MigrationError } from '../run/run-errors.js';
import { findCollection, validationOf } from '../../collection-swap/named-collections.js';
import { nextIds } from '../../collection-swap/id-pages.js';
import { presentPosition } from '../../collection-swap/present-position.js';
import { measuredSurroundings } from '../surroundings.js';
import { Throttle } from '../throttle.js';
import type { LiveOutcome } from './live-documents.js';
import { mapLive } from './live-documents.js';
import { selectedPages } from './sweep-pages.js';

/**
 * Upgrades the documents of `products` in place, while others keep reading, writing and upgrading them. A first pass
 * visits every document; its position is saved with each page, so a crash costs at most one page. A last pass handles
 * what was written in an old shape behind the first one. Whatever is written in an old shape after the last pass began
 * comes from the change stream, because the run's position is from that moment. A pass "until there is none" would
 * never end under load.
 */
export async function sweepUp(context: MigrationContext): Promise<PhaseDetail> {
  const { run, tools } = context;
  const source = await liveCollection(context);
  const throttle = new Throttle(measuredSurroundings(tools.collections, run), run.value.options.maxDocumentsPerSecond);
  const documentsPerSecond = await firstPass(context, source, throttle);
  const upgradedLate = await lastPass(context, source, throttle);
  const quarantined = await tools.quarantine.count();
  await run.update({ throttledBy: null, ratePerSecond: null, etaSeconds: null, 'counts.quarantined': quarantined });
  requireSuccess({ ...run.value.counts, total: 0 });
  return { migrated: run.value.counts.migrated, quarantined, documentsPerSecond, upgradedLate };
}

/** The collection to sweep, recorded together with its validation. */
async function liveCollection({ run, db }: MigrationContext): Promise<CollectionIdentity> {
  const { source, validation } = run.value.work;
  if (source !== null && validation !== null) return source;
  const found = await findCollection(db, PRODUCTS);
  if (found === null)
    throw new MigrationError(
      'NO_PRODUCTS',
      `There is no collection ${PRODUCTS} in the database ${db.databaseName}: see MONGODB_DATABASE`,
    );
  const identity = { name: PRODUCTS, uuid: found.uuid };
  await run.updateWork({ source: source ?? identity, validation: validation ?? validationOf(found) });
  return source ?? identity;
}

/** Visits every document; returns the documents per second. `copied` records that it is finished. */
async function firstPass(context: MigrationContext, source: CollectionIdentity, throttle: Throttle): Promise<number> {
  const { run, db } = context;
  const total = await db.collection(source.name).estimatedDocumentCount();
  const counts = { ...run.value.counts, total };
  const progress = new Progress(run, total, counts.migrated + counts.quarantined);
  while (!run.value.work.copied) {
    run.safePoint();
    const begun = performance.now();
    const ids = await nextIds(db, source, run.value.work.sweptTo, throttle.page);
    if (ids.length === 0) {
      await run.updateWork({ copied: true });
      break;
    }
    const { refused } = await upgrade(context, ids);
    counts.migrated += ids.length - refused.length;
    counts.quarantined += refused.length;
    counts.total = Math.max(total, counts.migrated + counts.quarantined);
    await progress.update(counts.migrated + counts.quarantined, {
      counts: { ...counts },
      'work.sweptTo': [ids.at(-1)],
      throttledBy: throttle.reason,
    });
    requireSuccess(counts);
    await throttle.afterPage(ids.length, performance.now() - begun);
  }
  return progress.average(counts.migrated + counts.quarantined);
}

/**
 * Handles what was inserted behind the first pass, or written in an old shape since; returns the number of documents.
 */
async function lastPass(context: MigrationContext, source: CollectionIdentity, throttle: Throttle): Promise<number> {
  const { run, db } = context;
  await run.updateWork({ position: await presentPosition(db) });
  let upgraded = 0;
  for await (const ids of selectedPages(context, { collection: source, selection: 'older', throttle })) {
    run.safePoint();
    const { changed } = await upgrade(context, ids);
    upgraded += changed.length;
    if (changed.length > 0)
      await run.update({ counts: { ...run.value.counts, migrated: run.value.counts.migrated + changed.length } });
  }
  return upgraded;
}

/** Upgrades some documents. Those that are refused go into quarantine; the others leave it. */
async function upgrade({ run, tools }: MigrationContext, ids: readonly unknown[]): Promise<LiveOutcome> {
  run.ensureMine();
  const outcome = await mapLive(tools.collections.products, ids, {
    direction: 'up',
    lockBy: run,
    ensureMine: () => {
      run.ensureMine();
    },
  });
  crashPoint('in-place-batch');
  await tools.quarantine.add(run.id, 'up', PRODUCTS, outcome.refused);
  const refused = new Set(outcome.refused.map(({ id }) => idKey(id)));
  await tools.quarantine.release(ids.filter((id) => !refused.has(idKey(id))));
  return outcome;
}
