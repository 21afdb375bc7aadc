import type { mongo } from 'mongoose';

import type { IndexSpecification } from '../../indexes/build-indexes.js';
import { buildIndexes as buildOn } from '../../indexes/build-indexes.js';
import { catalogIndexes, specificationOf } from '../../indexes/index-definitions.js';
import { indexesToRetire } from '../../indexes/retired-indexes.js';
import { PRODUCTS } from '../../database/collections.js';
import { inShortWaits } from '../../database/short-waits.js';
import { crashPoint } from '../crash-points.js';
import type { MigrationContext } from '../migration-context.js';
import type { PhaseDetail } from '../phase.js';
import type { CollectionIdentity } from '../../collection-swap/collection-identity.js';
import { MigrationError } from '../run/run-errors.js';
import { whileInSync } from '../sync/while-in-sync.js';

/** Nothing must expire in a copy before the switch: until then, TTL indexes get this age, the largest possible. */
const NEVER_SECONDS = 2_147_483_647;

/**
 * Builds the source's indexes (except retired ones) and the declared ones on the shadow and the rollback copy, before
 * either takes traffic. Changes continue to be applied meanwhile.
 */
export async function buildIndexes(context: MigrationContext): Promise<PhaseDetail> {
  const own = await specificationsOf(context.db, context.known('source'));
  const expiry = own.flatMap(({ name, expireAfterSeconds: seconds }) =>
    seconds === undefined ? [] : [{ name, seconds }],
  );
  await context.run.updateWork({ expiry });
  const names = new Set(own.map(({ name }) => name));
  const needed = catalogIndexes()
    .filter(({ name }) => !names.has(name))
    .map(specificationOf);
  const optional = new Set([...needed.map(({ name }) => name), ...catalogIndexes().map(({ name }) => name)]);
  const detail: Record<string, unknown> = {};
  for (const key of ['shadow', 'twin'] as const) {
    const building = build(context, context.known(key), [...own, ...needed], optional);
    crashPoint('index-build-sent');
    detail[key] = await whileInSync(context.run, context.forwardSync(), building);
  }
  return detail;
}

/** Restores the original age of TTL indexes on the collection that is live now. */
export async function restoreExpiry({ db, run }: MigrationContext, live: CollectionIdentity): Promise<void> {
  for (const { name, seconds } of run.value.work.expiry) {
    await inShortWaits((maxTimeMS) =>
      db.command({
        collMod: PRODUCTS,
        collectionUUID: live.uuid,
        index: { name, expireAfterSeconds: seconds },
        writeConcern: { w: 'majority' },
        maxTimeMS,
      }),
    );
  }
}

async function specificationsOf(db: mongo.Db, { name }: CollectionIdentity): Promise<IndexSpecification[]> {
  const indexes = (await db.collection(name).indexes()) as (IndexSpecification & { v?: number; ns?: string })[];
  const going = await indexesToRetire(
    db,
    indexes.map((index) => ({
      name: index.name,
      key: index.key as Record<string, unknown>,
      hidden: index.hidden === true,
    })),
  );
  return indexes
    .filter((index) => index.name !== '_id_' && !going.includes(index.name))
    .map(({ v: _v, ns: _ns, ...index }) => index);
}

async function build(
  { db, run }: MigrationContext,
  { name }: CollectionIdentity,
  wanted: readonly IndexSpecification[],
  optional: ReadonlySet<string>,
): Promise<{ built: number; skipped: string[] }> {
  const present = new Set((await db.collection(name).indexes()).map((index) => index.name));
  const missing = wanted
    .filter((index) => !present.has(index.name))
    .map((index) => (index.expireAfterSeconds === undefined ? index : { ...index, expireAfterSeconds: NEVER_SECONDS }));
  const { built, refused } = await buildOn(db.collection(name), missing, run.shutdown);
  // One odd document makes the server refuse an index. The source's indexes are required; those that only serve queries
  // may be missing.
  const refusal = refused.find((index) => !optional.has(index.name));
  if (refusal !== undefined)
    throw new MigrationError('INDEX_BUILD', `Index ${refusal.name} cannot be built on ${name}: ${refusal.problem}`);
  return { built: built.length, skipped: refused.map((index) => index.name) };
}
