import { supersededSince, VERSIONS } from '../../../migrations/index.js';
import { byIds, PRODUCTS } from '../../database/collections.js';
import { crashPoint } from '../crash-points.js';
import { postValidateInPlace } from '../in-place/post-validation.phase.js';
import type { MigrationContext } from '../migration-context.js';
import type { PhaseDetail } from '../phase.js';
import type { CollectionIdentity } from '../../collection-swap/collection-identity.js';
import { dropCollection, findCollection, changeValidation } from '../../collection-swap/named-collections.js';
import { nextIds } from '../../collection-swap/id-pages.js';
import { checkInStep } from '../verify/sync-check.js';

const PAGE = 1_000;

/**
 * Completes a migration for good, after a final comparison without differences: drops the rollback copy, which ends the
 * rollback window, and removes from the documents what an upgrade kept for a rollback. From then on, only a backup can
 * restore the old state.
 */
export async function cleanUp(context: MigrationContext): Promise<PhaseDetail> {
  const { run, db } = context;
  const live = await findCollection(db, PRODUCTS);
  const twinThere =
    run.value.work.twin !== null && (await db.listCollections({ name: run.value.work.twin.name }).hasNext());
  const compared = await lastComparison(context, twinThere);
  const stripped = live === null ? 0 : await forgetOldForms(context, live);
  crashPoint('mid-cleanup');
  run.ensureMine();
  if (live !== null) await changeValidation(db, { name: PRODUCTS, uuid: live.uuid }, context.validation);
  await dropCollection(db, run.value.work.twin);
  return { compared, documentsStripped: stripped };
}

async function lastComparison(context: MigrationContext, twinThere: boolean): Promise<number> {
  if (context.run.value.strategy === 'in-place') {
    const { compared } = await postValidateInPlace(context);
    return Number(compared);
  }
  // If the rollback copy is gone, this is a repeat after a crash, and the comparison has already passed.
  if (!twinThere) return 0;
  return (
    await checkInStep(context.backVerifier(), context.backSync(), () => {
      context.run.ensureMine();
      return Promise.resolve();
    })
  ).compared;
}

/**
 * The fields with what an upgrade or a downgrade keeps, matched only if this service wrote them: a field with the same
 * name may be someone else's data.
 */
const LEGACY = { 'legacy.version': { $type: 'number' }, 'legacy.replaced': { $type: 'array' } };
const NEWER = { 'newer.version': { $type: 'number' }, 'newer.values': { $type: 'array' } };

/**
 * What is removed from a document of the latest version: the record of its old state, and with it the fields superseded
 * by its upgrade.
 */
const LOSSES: readonly { readonly where: Readonly<Record<string, unknown>>; readonly fields: readonly string[] }[] = [
  ...VERSIONS.slice(0, -1).map(({ version }) => ({
    where: { ...LEGACY, 'legacy.version': version },
    fields: ['legacy', ...supersededSince(version)],
  })),
  { where: NEWER, fields: ['newer'] },
];

async function forgetOldForms({ run, db }: MigrationContext, live: CollectionIdentity): Promise<number> {
  let stripped = 0;
  const scope = VERSIONS.at(-1)?.queries.scope ?? {};
  for (let after: readonly unknown[] = []; ;) {
    run.ensureMine();
    const ids = await nextIds(db, live, after, PAGE);
    if (ids.length === 0) return stripped;
    for (const { where, fields } of LOSSES) {
      const unset = Object.fromEntries(fields.map((field) => [field, '']));
      const { modifiedCount } = await db
        .collection(PRODUCTS)
        .updateMany({ ...byIds(ids), ...scope, ...where }, { $unset: unset }, { writeConcern: { w: 'majority' } });
      stripped += modifiedCount;
    }
    after = [ids.at(-1)];
  }
}
