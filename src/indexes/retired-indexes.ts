import type { mongo } from 'mongoose';

import type { ActualIndex } from './actual-index.js';
import { keyText } from './compare-indexes.js';

/**
 * Scan indexes with which earlier versions of this service read listings, by name and key. Listings come from memory
 * now, so nothing uses these indexes, but every write pays for them.
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
 * Whether an index was created by an earlier version and is no longer used. Compares name and key, so that indexes of
 * others are not touched.
 */
export function isRetired({ name, key }: Pick<ActualIndex, 'name' | 'key'>): boolean {
  const retired = Object.hasOwn(RETIRED, name) ? RETIRED[name] : undefined;
  return retired !== undefined && keyText(retired) === keyText(key);
}

/** The names and keys, for tests. */
export const RETIRED_INDEXES = RETIRED;

/** The collection that records which retired indexes were hidden: each is hidden once, so an unhidden one stays. */
const RETIREMENTS = 'catalog_index_retirements';

/** The retired indexes to hide: those that nobody has unhidden. */
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

/** Records that an index was hidden because it is retired. */
export async function noteRetirement(db: mongo.Db, name: string): Promise<void> {
  await db
    .collection<{ readonly _id: string }>(RETIREMENTS)
    .updateOne({ _id: name }, { $setOnInsert: { _id: name } }, { upsert: true, writeConcern: { w: 'majority' } });
}
