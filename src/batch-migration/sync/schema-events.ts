import type { mongo } from 'mongoose';
import type { SchemaEvent } from '../../collection-swap/change-reader.js';
import { uuidText } from '../../collection-swap/change-reader.js';
import type { CollectionIdentity } from '../../collection-swap/collection-identity.js';
import { fenceTitleOf, liftFence } from '../../collection-swap/fence.js';
import { COPY_NAMES } from '../copy-names.js';
import type { OwnedRun } from '../run/owned-run.js';
import { MigrationError } from '../run/run-errors.js';

/**
 * Throws a `MigrationError` with the code `FOREIGN_DDL` if someone else renamed or dropped one of the migration's own
 * collections, which ends the migration.
 */
export function refuseForeign(event: SchemaEvent, collections: readonly CollectionIdentity[]): void {
  const own = collections.map(({ uuid }) => uuidText(uuid));
  const isTakeover = event.kind === 'rename' && COPY_NAMES.test(event.to ?? '');
  const isSerious = event.kind === 'drop' || event.kind === 'dropDatabase' || (event.kind === 'rename' && !isTakeover);
  if (!isSerious || !(own.includes(event.uuid) || event.to === 'products' || event.kind === 'dropDatabase')) return;
  const to = event.to === undefined ? '' : ` to ${event.to}`;
  throw new MigrationError(
    'FOREIGN_DDL',
    `Another client ran ${event.kind} of ${event.collection}${to} during the migration`,
  );
}

/** Lifts a fence with an older fencing token, set by a former owner that was frozen. */
export async function liftLateFence(
  { kind, fence, uuid }: SchemaEvent,
  run: OwnedRun,
  db: mongo.Db,
  source: CollectionIdentity,
): Promise<void> {
  const { validation } = run.value.work;
  if (kind !== 'modify' || fence === undefined || fence === fenceTitleOf(run.value)) return;
  if (uuid !== uuidText(source.uuid) || validation === null) return;
  run.logger.warn(`Lifting the fence of an earlier owner (${fence})`);
  await liftFence(db, source, validation);
}
