import { PRODUCTS } from '../../database/collections.js';
import { rollbackCopyName, shadowName } from '../copy-names.js';
import type { MigrationContext } from '../migration-context.js';
import type { PhaseDetail } from '../phase.js';
import { MigrationError } from '../run/run-errors.js';
import { createFenced, findCollection, validationOf } from '../../collection-swap/named-collections.js';
import { fenceTitleOf } from '../../collection-swap/fence.js';
import { presentPosition } from '../../collection-swap/present-position.js';

/** Options of a collection that a copy of it has to have as well. */
const CARRIED_OPTIONS = ['collation', 'changeStreamPreAndPostImages', 'storageEngine'] as const;

/**
 * Makes the shadow (the new shape) and the rollback copy (the old shape, for a rollback), notes from when on changes
 * have to be applied to them, and who the source is. Both copies are fenced from their first moment on: nobody else
 * writes them.
 */
export async function makeShadow({ run, db }: MigrationContext): Promise<PhaseDetail> {
  const source = await findCollection(db, PRODUCTS);
  if (source === null) throw new MigrationError('NO_PRODUCTS', 'There is no products collection; load products first');
  const { epoch, createdAt, work } = run.value;
  if (work.position === null) {
    // Before the first document is read: whatever changes from here on is applied again.
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
