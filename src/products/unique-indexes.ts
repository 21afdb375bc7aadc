import { mongo } from 'mongoose';
import { createdPaths, SLUG_COPIES } from '../../migrations/index.js';

const NAMESPACE_NOT_FOUND = 26;

/** Fields that are unique for every product of this service. */
const DISTINCT = new Set(['_id', 'slug', ...SLUG_COPIES]);

/** The collection's unique indexes, except that of `_id`. This service declares none: they are other people's rules. */
export async function readUniqueIndexes(
  products: Pick<mongo.Collection, 'listIndexes'>,
): Promise<readonly mongo.IndexDescriptionInfo[]> {
  try {
    const indexes = (await products.listIndexes().toArray()) as mongo.IndexDescriptionInfo[];
    return indexes.filter(({ unique, key }) => unique === true && Object.keys(key).join() !== '_id');
  } catch (error) {
    if (error instanceof mongo.MongoServerError && error.code === NAMESPACE_NOT_FOUND) return [];
    throw error;
  }
}

/**
 * Paths, besides the latest version's own, that must hold a new product's slug because a unique index accepts only one
 * product without a value.
 */
export function slugCopiesFor(indexes: readonly mongo.IndexDescriptionInfo[]): readonly string[] {
  return SLUG_COPIES.filter((path) => indexes.some((index) => takesMissing(index) && path in index.key));
}

/**
 * Unique indexes for which products created by this service have no value: the second such product would be rejected.
 * Sparse and partial indexes ignore products without a value.
 */
export function valuelessIndexes(
  indexes: readonly mongo.IndexDescriptionInfo[],
): readonly { readonly name: string; readonly fields: readonly string[] }[] {
  return indexes.flatMap((index) => {
    const paths = Object.keys(index.key);
    const missing = paths.filter((path) => !isCreated(path));
    if (!takesMissing(index) || missing.length === 0 || paths.some((path) => DISTINCT.has(path))) return [];
    return [{ name: index.name ?? paths.join('_'), fields: missing }];
  });
}

function takesMissing({ sparse, partialFilterExpression, unique }: mongo.IndexDescriptionInfo): boolean {
  return unique === true && sparse !== true && partialFilterExpression === undefined;
}

function isCreated(path: string): boolean {
  return createdPaths().some((created) => path === created || created.startsWith(`${path}.`));
}
