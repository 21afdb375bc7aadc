import { supersededSince, VERSIONS } from '../../../migrations/index.js';
import { byIds, PRODUCTS } from '../../database/collections.js';
import { crashPoint } from '../crash-points.js';
import { postValidateInPlace } from '../in-place/post-validation.phase.js';
import type { MigrationContext } from '../migration-context.js';
import type { PhaseDetail } from '../phase.js';
import type { CollectionIdentity } from '../../collection-swap/collection-identity.js';
import { dropCollection, findCollection, setValidation } from '../../collection-swap/named-collections.js';
import { nextIds } from '../../collection-swap/id-pages.js';
import { checkInStep } from '../verify/sync-check.js';

const PAGE = 1_000;
const WAIT_MS = 30_000;

/**
 * Ends a migration for good, after a last clean comparison: the rollback copy goes, and with it the rollback; the
 * documents lose the account of what they were. There is no rollback after this but a backup.
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
  if (live !== null) await setValidation(db, { name: PRODUCTS, uuid: live.uuid }, context.validation, WAIT_MS);
  await dropCollection(db, run.value.work.twin);
  return { compared, documentsStripped: stripped };
}

async function lastComparison(context: MigrationContext, twinThere: boolean): Promise<number> {
  if (context.run.value.strategy === 'in-place') {
    const { compared } = await postValidateInPlace(context);
    return Number(compared);
  }
  // Without the rollback copy this is the second time: the first one has compared.
  if (!twinThere) return 0;
  return (
    await checkInStep(context.backVerifier(), context.backSync(), () => {
      context.run.ensureMine();
      return Promise.resolve();
    })
  ).compared;
}

/** The fields in which documents keep account, where they are ours; a field of that name may be somebody's data. */
const LEGACY = { 'legacy.version': { $type: 'number' }, 'legacy.replaced': { $type: 'array' } };
const NEWER = { 'newer.version': { $type: 'number' }, 'newer.values': { $type: 'array' } };

/**
 * What a document of the latest version loses: the account of what it was, and with it the fields that its upgrade
 * superseded.
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
