import { PRODUCTS } from '../../database/collections.js';
import { rollbackCopyName, shadowName } from '../copy-names.js';
import type { MigrationContext } from '../migration-context.js';
import type { PhaseDetail } from '../phase.js';
import { MigrationError } from '../run/run-errors.js';
import { createFenced, findCollection, validationOf } from '../../collection-swap/named-collections.js';
import { fenceTitleOf } from '../../collection-swap/fence.js';
import { presentPosition } from '../../collection-swap/present-position.js';

/** Collection options that a copy must share. */
const CARRIED_OPTIONS = ['collation', 'changeStreamPreAndPostImages', 'storageEngine'] as const;

/**
 * Creates the shadow (new shape) and the rollback copy (old shape), and records the position from which changes must be
 * applied to them and the identity of the source. Both copies are fenced from the moment they exist: only the migration
 * writes to them.
 */
export async function makeShadow({ run, db }: MigrationContext): Promise<PhaseDetail> {
  const source = await findCollection(db, PRODUCTS);
  if (source === null) throw new MigrationError('NO_PRODUCTS', 'There is no products collection; load products first');
  const { epoch, createdAt, work } = run.value;
  if (work.position === null) {
    // Before the first document is read, so that any later change is applied again.
    await run.updateWork({
      source: { name: source.name, uuid: source.uuid },
      validation: validationOf(source),
      position: await presentPosition(db),
    });
  }
  const options = Object.fromEntries(
    CARRIED_OPTIONS.filter((name) => name in source.options).map((name) => [name, source.options[name]]),
  );
  const title = fenceTitleOf(run.value);
  run.ensureMine();
  const shadow = work.shadow ?? (await createFenced(db, shadowName(epoch), title, options));
  await run.updateWork({ shadow });
  const twin = work.twin ?? (await createFenced(db, rollbackCopyName(createdAt, epoch), title, options));
  await run.updateWork({ twin });
  return { shadow: shadow.name, twin: twin.name };
}
