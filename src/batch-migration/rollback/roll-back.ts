import { VERSIONS } from '../../../migrations/index.js';
import { PRODUCTS } from '../../database/collections.js';
import { sweepDown } from '../in-place/sweep-down.js';
import type { MigrationContext } from '../migration-context.js';
import type { PhaseDetail } from '../phase.js';
import { restoreExpiry } from '../phases/indexes.phase.js';
import { isLive } from '../../collection-swap/named-collections.js';
import { backward } from '../switch/late-writes.js';
import { finishSwitch, switchOver, type SwitchPlan, told } from '../switch/switch.js';
import { Verifier } from '../verify/verifier.js';

/**
 * Gives the name `products` back to the rollback copy, which has the old shape, with the same steps as the switch, in
 * reverse. Nothing written since the switch is lost. An emergency rollback skips the final comparison.
 */
export async function rollBack(context: MigrationContext, emergency: boolean): Promise<PhaseDetail> {
  const { run, db } = context;
  if (run.value.strategy === 'in-place') {
    const detail = await sweepDown(context);
    return { ...detail, stillLatest: await countLatest(context) };
  }
  const live = { ...context.known('shadow'), name: PRODUCTS };
  const next = context.known('twin');
  const ends: Omit<SwitchPlan, 'sync' | 'verifier'> = {
    live,
    next,
    validation: context.validation,
    applyWithin: backward,
  };
  const verifier = emergency ? new Verifier(db, live, []) : context.backVerifier();
  const result = (await isLive(db, next))
    ? await finishSwitch(context, ends)
    : await switchOver(context, { ...ends, sync: context.backSync(), verifier });
  await restoreExpiry(context, next);
  return { ...told(result), stillLatest: await countLatest(context) };
}

/**
 * Documents that already had the latest version before the run, or that no older version can represent, keep it after a
 * rollback. Anyone who rolls back to run an old program needs to know how many there are.
 */
async function countLatest({ run, db }: MigrationContext): Promise<number> {
  const scope = VERSIONS.at(-1)?.queries.scope ?? {};
  const stillLatest = await db.collection(PRODUCTS).countDocuments(scope);
  await run.updateWork({ stillLatest });
  return stillLatest;
}
