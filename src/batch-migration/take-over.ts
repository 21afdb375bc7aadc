import type { MigrationContext } from './migration-context.js';
import { COPY_NAMES, rollbackCopyName, shadowName, tokenInName } from './copy-names.js';
import { warnOfOldShapes } from './phases/switch.phase.js';
import type { CollectionIdentity } from '../collection-swap/collection-identity.js';
import { findCollection, isLive, renameTo } from '../collection-swap/named-collections.js';
import { liftFence, standsAt } from '../collection-swap/fence.js';

/**
 * The first steps of a new owner. It renames the copies to names with the new fencing token: if the old owner wakes up,
 * its writes go to names that no longer exist. A fence left by the old owner is lifted, unless the name has already
 * moved, because then the switch must be finished first.
 */
export async function takeOver(context: MigrationContext): Promise<void> {
  const { run } = context;
  const { work, createdAt, epoch } = run.value;
  const shadow = await withNewName(context, work.shadow, shadowName(epoch));
  const twin = await withNewName(context, work.twin, rollbackCopyName(createdAt, epoch));
  await run.updateWork({ shadow, twin });
  await liftLeftFence(context);
  await dropStrays(context, [shadow?.name, twin?.name]);
}

async function withNewName(
  { run, db }: MigrationContext,
  collection: CollectionIdentity | null,
  name: string,
): Promise<CollectionIdentity | null> {
  if (collection === null || (await isLive(db, collection))) return collection;
  run.ensureMine();
  return (await renameTo(db, collection, name)) ?? collection;
}

async function liftLeftFence(context: MigrationContext): Promise<void> {
  const { run, db } = context;
  const { validation, source, shadow } = run.value.work;
  if (validation === null || (await standsAt(db)) === undefined) return;
  const switchDone = run.value.phases.some(({ name, state }) => name === 'switch' && state === 'done');
  run.ensureMine();
  if (source !== null && (await isLive(db, source))) await liftFence(db, source, validation);
  else if (switchDone && shadow !== null && (await isLive(db, shadow)))
    await liftFence(db, shadow, warnOfOldShapes(validation));
}

/**
 * Drops collections with an older fencing token in their name, which a late write of a former owner may have created.
 */
async function dropStrays({ run, db }: MigrationContext, own: readonly (string | undefined)[]): Promise<void> {
  const names = (await db.listCollections({ name: { $regex: COPY_NAMES } }, { nameOnly: true }).toArray()).map(
    ({ name }) => name,
  );
  for (const name of names) {
    if (own.includes(name) || tokenInName(name) > run.value.epoch) continue;
    const stray = await findCollection(db, name);
    if (stray === null) continue;
    run.ensureMine();
    run.logger.warn(`Collection ${name} was left by an earlier owner of a migration; dropping it`);
    await db.dropCollection(name);
  }
}
