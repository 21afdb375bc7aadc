import { setTimeout as sleep } from 'node:timers/promises';

import { VERSIONS } from '../../../migrations/index.js';
import { PRODUCTS } from '../../database/collections.js';
import type { MigrationContext } from '../migration-context.js';
import type { PhaseDetail } from '../phase.js';
import { Progress } from '../progress.js';
import { Interruption } from '../run/owned-run.js';
import { isLive } from '../../collection-swap/named-collections.js';
import type { Validation } from '../../collection-swap/collection-identity.js';
import { forwardInto } from '../switch/late-writes.js';
import { finishSwitch, switchOver, told } from '../switch/switch.js';
import { checkInStep } from '../verify/sync-check.js';
import { buildIndexes, restoreExpiry } from './indexes.phase.js';

/** How often everything is compared again while waiting for an admin's command. */
const VERIFY_AGAIN_MS = 15 * 60_000;
const LOOK_EVERY_MS = 100;

/**
 * Compares the source, the shadow and the rollback copy, waits for the admin's command if requested, and gives the name
 * `products` to the shadow. After a crash at any point, whichever collection has the name determines how to continue.
 */
export async function switchForward(context: MigrationContext): Promise<PhaseDetail> {
  const { db } = context;
  const live = { ...context.known('source'), name: PRODUCTS };
  const next = context.known('shadow');
  const applyWithin = forwardInto(next, context.known('twin'));
  const validation = warnOfOldShapes(context.validation);
  if (await isLive(db, next)) {
    const finished = await finishSwitch(context, { live, next, applyWithin, validation });
    await restoreExpiry(context, next);
    return { ...told(finished), resumed: true };
  }
  // Indexes may have been created on the source in the meantime.
  await buildIndexes(context);
  let compared = await verify(context);
  if (context.run.value.options.manualSwitch) {
    await waitForWord(context);
    // The copies may have been changed by anyone in the meantime.
    compared = await verify(context);
  }
  const switched = await switchOver(context, {
    live,
    next,
    sync: context.forwardSync(),
    verifier: await context.forwardVerifier(),
    applyWithin,
    validation,
  });
  context.switchedAndCompared(switched.stragglers);
  await restoreExpiry(context, next);
  return { compared, ...told(switched) };
}

/**
 * The validation of the new collection: the source's own if it has one, otherwise a warning in the server's log for
 * every write in an old shape. The log names the connection, and thereby the application that needs an update.
 */
export function warnOfOldShapes(validation: Validation): Validation {
  const latest = VERSIONS.at(-1);
  if (Object.keys(validation.validator).length > 0 || latest === undefined) return validation;
  return { validator: latest.queries.scope, validationLevel: 'strict', validationAction: 'warn' };
}

async function verify(context: MigrationContext): Promise<number> {
  const { run } = context;
  const progress = new Progress(run, run.value.counts.total);
  const { compared } = await checkInStep(await context.forwardVerifier(), context.forwardSync(), async (done) => {
    run.safePoint();
    await progress.update(done);
  });
  return compared;
}

/** Keeps the copies in sync, and verified, until an admin sends `switch`. */
async function waitForWord(context: MigrationContext): Promise<void> {
  const { run } = context;
  if (run.value.state !== 'waiting-for-switch') await run.setState('waiting-for-switch');
  let verifiedAt = performance.now();
  for (;;) {
    try {
      run.safePoint();
    } catch (error) {
      if (!(error instanceof Interruption) || error.request.kind !== 'switch') throw error;
      await run.setState('running', { request: null, 'options.manualSwitch': false });
      return;
    }
    await context.forwardSync().catchUp();
    if (performance.now() - verifiedAt > VERIFY_AGAIN_MS) {
      await verify(context);
      verifiedAt = performance.now();
    }
    await sleep(LOOK_EVERY_MS);
  }
}
