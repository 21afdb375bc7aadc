import { setTimeout as sleep } from 'node:timers/promises';

import { VERSIONS } from '../../../migrations/index.js';
import { PRODUCTS } from '../../database/collections.js';
import { WRITE_BACK_STOPS_WITHIN_MS } from '../../products/write-back-gate.js';
import type { CollectionIdentity } from '../../collection-swap/collection-identity.js';
import { passDown } from '../in-place/sweep-down.js';
import type { MigrationContext } from '../migration-context.js';
import type { PhaseDetail } from '../phase.js';

/**
 * After the old collection has its name again: what was of the latest version before the run, by lazy upgrades or since
 * it was created so, becomes old as well, and what instances upgraded that had not heard of the rollback yet. Whoever
 * rolls back for the sake of an old program does not find it reading new documents. Writers and readers go on
 * meanwhile. Notes in the run how many documents no older shape can hold.
 * @param begun when the run began to roll back, on the monotonic clock
 */
export async function bringAllBack(
  context: MigrationContext,
  live: CollectionIdentity,
  begun: number,
): Promise<PhaseDetail> {
  const { run } = context;
  const early = (await countLatest(context)) > 0 ? await passDown(context, live) : undefined;
  await sleep(Math.max(0, begun + WRITE_BACK_STOPS_WITHIN_MS - performance.now()));
  const left = await countLatest(context);
  const late = left > (early?.kept ?? 0) ? await passDown(context, live) : undefined;
  const { kept = 0, examples = [] } = late ?? early ?? {};
  await run.updateWork({ keptLatest: kept });
  return { broughtBack: (early?.changed ?? 0) + (late?.changed ?? 0), kept, keptExamples: examples };
}

function countLatest({ db }: MigrationContext): Promise<number> {
  return db.collection(PRODUCTS).countDocuments(VERSIONS.at(-1)?.queries.scope ?? {});
}
