import type { mongo } from 'mongoose';

import type { ActualIndex } from './actual-index.js';
import { keyText } from './compare-indexes.js';

/**
 * The scan indexes by which earlier versions of this service read listings, as they made them: name and key. Listings
 * come from memory now, so nobody asks by them, and each write pays for them.
 */
const RETIRED: Readonly<Record<string, Readonly<Record<string, 1 | -1>>>> = {
  ...ordersOf('v0', { featured: 'analytics.trending', price: 'basePrice', carat: 'gemstones.0.carat' }),
  ...filtersOf('v0', 'analytics.trending', ['type', 'materials.0', 'gemstones.0.type', 'creator.profile.handle']),
  ...ordersOf('v1', {
    featured: 'metadata.featured',
    price: 'pricing.basePrice',
    carat: 'customization.gemstones.0.carat',
  }),
  ...filtersOf('v1', 'metadata.featured', [
    'category',
    'subcategory',
    'customization.materials.0.type',
    'customization.gemstones.0.type',
    'creator.profile.handle',
  ]),
  ...ordersOf('v2', { featured: 'metadata.featured', price: 'pricing.basePrice', carat: 'materialSpecs.stone.carat' }),
  ...filtersOf('v2', 'metadata.featured', [
    'category',
    'subcategory',
    'materialSpecs.metal.type',
    'materialSpecs.stone.type',
    'creator.handle',
  ]),
};

function ordersOf(
  version: string,
  { featured, price, carat }: { readonly featured: string; readonly price: string; readonly carat: string },
): typeof RETIRED {
  return {
    [`${version}_featured`]: { [featured]: -1, createdAt: -1, _id: 1 },
    [`${version}_newest`]: { createdAt: -1, _id: 1 },
    [`${version}_price`]: { [price]: 1, _id: 1 },
    [`${version}_price_desc`]: { [price]: -1, _id: 1 },
    [`${version}_name`]: { name: 1, _id: 1 },
    [`${version}_carat_desc`]: { [carat]: -1, _id: 1 },
  };
}

function filtersOf(version: string, featured: string, paths: readonly string[]): typeof RETIRED {
  return Object.fromEntries(
    paths.map((path) => [
      `${version}_${path.replaceAll('.', '_')}_featured`,
      { [path]: 1, [featured]: -1, createdAt: -1, _id: 1 },
    ]),
  );
}

/**
 * Whether an index is one that an earlier version of this service made and nothing uses any more: by name and key, so
 * that nobody else's is touched.
 */
export function isRetired({ name, key }: Pick<ActualIndex, 'name' | 'key'>): boolean {
  const retired = Object.hasOwn(RETIRED, name) ? RETIRED[name] : undefined;
  return retired !== undefined && keyText(retired) === keyText(key);
}

/** The names and keys, for tests. */
export const RETIRED_INDEXES = RETIRED;

/**
 * Name of the collection that notes which retired indexes were hidden: each is hidden once, so who wants one back keeps
 * it.
 */
const RETIREMENTS = 'catalog_index_retirements';

/** Of the indexes of the products those that are to go: retired, and not let be used again by somebody. */
export async function indexesToRetire(
  db: mongo.Db,
  indexes: readonly Pick<ActualIndex, 'name' | 'key' | 'hidden'>[],
): Promise<readonly string[]> {
  const retired = indexes.filter(isRetired);
  if (retired.length === 0) return [];
  const noted = await db
    .collection<{ readonly _id: string }>(RETIREMENTS)
    .find({ _id: { $in: retired.map(({ name }) => name) } })
    .toArray();
  const names = new Set(noted.map(({ _id }) => _id));
  return retired.filter(({ name, hidden }) => hidden || !names.has(name)).map(({ name }) => name);
}

/** Notes that an index was hidden because it is retired. */
export async function noteRetirement(db: mongo.Db, name: string): Promise<void> {
  await db
    .collection<{ readonly _id: string }>(RETIREMENTS)
    .updateOne({ _id: name }, { $setOnInsert: { _id: name } }, { upsert: true, writeConcern: { w: 'majority' } });
}
