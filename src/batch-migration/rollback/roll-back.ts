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
 * Lets the rollback copy, which has the old shape, take the name `products` again: the switch's own steps, the other
 * way. Nothing written since the switch is lost. In an emergency the last comparison is left out.
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
 * Documents that were of the latest version before the run, or cannot be said in an older one, are so after a rollback:
 * whoever goes back for the sake of an old program has to know how many.
 */
async function countLatest({ run, db }: MigrationContext): Promise<number> {
  const scope = VERSIONS.at(-1)?.queries.scope ?? {};
  const stillLatest = await db.collection(PRODUCTS).countDocuments(scope);
  await run.updateWork({ stillLatest });
  return stillLatest;
}
