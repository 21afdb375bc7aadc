import { setTimeout as sleep } from 'node:timers/promises';

import { idKey } from '../../listing/product-id.js';
import { PRODUCTS } from '../../database/collections.js';
import { crashPoint } from '../crash-points.js';
import type { MigrationContext } from '../migration-context.js';
import type { CollectionIdentity, Validation } from '../../collection-swap/collection-identity.js';
import type { DocumentEvent } from '../../collection-swap/change-reader.js';
import { ChangeReader, distinctIds, uuidText } from '../../collection-swap/change-reader.js';
import type { CollectionSync } from '../sync/collection-sync.js';
import { IntegrityError, settle } from '../verify/sync-check.js';
import type { Verifier } from '../verify/verifier.js';
import { fenceTitleOf, liftFence } from '../../collection-swap/fence.js';
import { swapCollections } from '../../collection-swap/swap-collections.js';
import { applyLateWrites } from './apply-late-writes.js';
import type { ApplyWithin, LateWrites } from './late-writes.js';

/** Backoff between attempts: retrying every second would burden the very writers that the backoff is meant to spare. */
const BACK_OFF_MS = [1_000, 5_000, 15_000, 60_000, 300_000] as const;
const LONGEST_BACK_OFF_MS = 300_000;
const BATCH = 500;

/** One switch, forward or back. */
export interface SwitchPlan {
  /** The collection that currently has the name `products`. */
  readonly live: CollectionIdentity;
  /** The collection that is to take the name. */
  readonly next: CollectionIdentity;
  readonly sync: CollectionSync;
  readonly verifier: Verifier;
  /** The validation that the other collection gets together with the name. */
  readonly validation: Validation;
  /** Applies writes that got past the fence. */
  readonly applyWithin: ApplyWithin;
}

/** The outcome of a switch. */
export interface SwitchResult {
  readonly attempts: number;
  /** Number of writes that got past the fence. */
  readonly applied: number;
  /** The `_id`s of the products concerned. */
  readonly stragglers: readonly unknown[];
  /** The `_id`s of products that were written on both sides of the switch. */
  readonly conflicts: readonly unknown[];
  readonly writePauseMs: number | null;
}

/**
 * Gives the name `products` to another collection: fence, catch up to the fence's own event, compare the latest writes,
 * one rename that succeeds only if both collections still have the expected UUIDs, then apply the writes that got past
 * the fence, and lift the fence. The name always exists for readers; writers wait for less than five seconds.
 */
export async function switchOver(context: MigrationContext, plan: SwitchPlan): Promise<SwitchResult> {
  const { run } = context;
  await run.updateWork({ stragglersApplied: 0 });
  for (let attempt = 1; ; attempt += 1) {
    const { open } = await settle(plan.verifier, plan.sync);
    const reason = await attemptSwitch(context, plan, open);
    if (reason === undefined) return { attempts: attempt, ...(await finishSwitch(context, plan)) };
    await putOff(context, plan, attempt, reason);
  }
}

/** Reports why, and keeps applying changes until the next attempt is due. An operator may end the wait. */
async function putOff(
  context: MigrationContext,
  { sync }: SwitchPlan,
  attempts: number,
  lastReason: string,
): Promise<void> {
  const { run } = context;
  const pause = BACK_OFF_MS[attempts - 1] ?? LONGEST_BACK_OFF_MS;
  const nextAttemptAt = new Date(Date.now() + pause);
  run.logger.warn(
    `The switch of ${run.id} was postponed (attempt ${attempts}, again in ${pause / 1_000} s): ${lastReason}`,
  );
  await run.updateWork({ switchAttempts: { attempts, lastReason, nextAttemptAt } });
  await keepInSync(context, sync, pause);
  await run.updateWork({ switchAttempts: { attempts, lastReason, nextAttemptAt: null } });
}

/** Keeps applying changes for a while. */
async function keepInSync({ run }: MigrationContext, sync: CollectionSync, forMs: number): Promise<void> {
  for (const until = performance.now() + forMs; performance.now() < until; await sleep(50)) {
    run.safePoint();
    await sync.catchUp();
  }
}

/** Returns `undefined` if the name has moved; otherwise the reason why not, with the fence lifted. */
async function attemptSwitch(
  context: MigrationContext,
  plan: SwitchPlan,
  open: readonly unknown[],
): Promise<string | undefined> {
  const { run, db, validation } = context;
  crashPoint('before-fence');
  run.safePoint();
  await run.update({ 'work.fencedAt': '$$NOW' });
  return swapCollections({
    db,
    title: fenceTitleOf(run.value),
    live: plan.live,
    next: plan.next,
    validation,
    reached: crashPoint,
    ensureMine: () => {
      run.ensureMine();
    },
    drain: async (until) =>
      (await drainToFence(context, plan, until)) ??
      (await compareLast(plan, open)) ??
      fenceStillStands(context, plan, until),
  });
}

async function drainToFence(
  { run }: MigrationContext,
  { sync }: SwitchPlan,
  until: number,
): Promise<string | undefined> {
  const title = fenceTitleOf(run.value);
  while (performance.now() < until) {
    const event = await sync.applyNext();
    if (event?.kind !== 'modify') continue;
    if (event.fence === title) {
      crashPoint('drained');
      return undefined;
    }
  }
  return 'the changes before the fence were not applied in time';
}

/**
 * Compares what was written since the last comparison, now that hardly anyone writes: only deletes, and writes that
 * bypass validation, get past the fence.
 */
async function compareLast({ verifier, sync }: SwitchPlan, open: readonly unknown[]): Promise<string | undefined> {
  const ids = new Map([...open.map((id) => [idKey(id), id] as const), ...sync.touched]);
  const mismatches = await verifier.some([...ids.values()]);
  if (mismatches.length === 0) return undefined;
  await sync.catchUp();
  sync.touched.clear();
  const again = await verifier.some(mismatches.map(({ id }) => id));
  await sync.catchUp();
  // What was written yet again in the meantime differs for that reason, and has been applied by now.
  const real = again.filter(({ id }) => !sync.touched.has(idKey(id)));
  if (real.length > 0) throw new IntegrityError(real);
  return undefined;
}

/** Why the name must not move after the comparison. */
async function fenceStillStands(
  { run }: MigrationContext,
  { sync }: SwitchPlan,
  until: number,
): Promise<string | undefined> {
  const event = await sync.applyNext();
  if (event?.kind === 'modify' && event.fence !== fenceTitleOf(run.value))
    return 'the validation of products was changed from outside, which lifted the fence';
  if (performance.now() > until) return 'the comparison under the fence took too long';
  crashPoint('before-rename');
  return undefined;
}

/** A switch as recorded in the journal: numbers instead of lists. */
export interface ToldSwitch {
  readonly attempts?: number;
  readonly applied: number;
  readonly conflicts: number;
  readonly writePauseMs: number | null;
}

/** The outcome of a switch, for the journal. */
export function told(result: Omit<SwitchResult, 'attempts'> & { readonly attempts?: number }): ToldSwitch {
  const { attempts, applied, conflicts, writePauseMs } = result;
  const tries = attempts === undefined ? {} : { attempts };
  return { ...tries, applied, conflicts: conflicts.length, writePauseMs };
}

/** The steps after the rename. After a crash they are repeated from the position that was saved before it. */
export async function finishSwitch(
  context: MigrationContext,
  plan: Omit<SwitchPlan, 'sync' | 'verifier'>,
): Promise<Omit<SwitchResult, 'attempts'>> {
  const { run, db } = context;
  // This is recorded last: if it is set, everything below was done before a crash.
  if (run.value.work.fencedAt === null)
    return { applied: 0, stragglers: [], conflicts: [], writePauseMs: run.value.writePauseMs };
  const { stragglers, token } = await readLateWrites(context, plan);
  const conflicts = await applyLateWrites(context, { ...plan, stragglers, after: token });
  if (conflicts.length > 0)
    run.logger.error(
      `${conflicts.length} products were written on both sides of the switch by writers that bypass ` +
        'validation; the newer writes win',
    );
  crashPoint('before-unfence');
  run.ensureMine();
  await liftFence(db, plan.next, plan.validation);
  crashPoint('unfenced');
  await run.update({ 'work.switchedAt': '$$NOW' });
  const { fencedAt, switchedAt } = run.value.work;
  const writePauseMs = fencedAt === null || switchedAt === null ? null : switchedAt.getTime() - fencedAt.getTime();
  // Saved at once: from a position past the rename, waiting for the rename would never end.
  await run.update({
    writePauseMs,
    'work.position': token,
    'work.fencedAt': null,
    'work.switchAttempts': null,
  });
  return { applied: stragglers.events.length, stragglers: stragglers.ids, conflicts, writePauseMs };
}

/** The events of the old collection between the saved position and the rename. */
async function readLateWrites(
  { run, db }: MigrationContext,
  { live, next }: Pick<SwitchPlan, 'live' | 'next'>,
): Promise<{ stragglers: LateWrites; token: unknown }> {
  const reader = new ChangeReader(db, { token: run.value.work.position }, true);
  const events: DocumentEvent[] = [];
  try {
    for (;;) {
      run.ensureMine();
      const { documents, schema, token } = await reader.next(BATCH);
      events.push(...documents.filter(({ uuid }) => uuid === uuidText(live.uuid)));
      if (schema?.kind === 'rename' && schema.uuid === uuidText(next.uuid) && schema.to === PRODUCTS)
        return { stragglers: { events, ids: distinctIds(events) }, token };
    }
  } finally {
    await reader.close();
  }
}
