import { mongo } from 'mongoose';
import { createdPaths, SLUG_COPIES } from '../../migrations/index.js';

const NAMESPACE_NOT_FOUND = 26;

/** Fields that no two products of this service have in common. */
const DISTINCT = new Set(['_id', 'slug', ...SLUG_COPIES]);

/** The collection's unique indexes, without that of `_id`. This service declares none: they are others' rules. */
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
 * Paths beside the latest version's own that have to hold a new product's slug, since an index takes one product
 * without alone.
 */
export function slugCopiesFor(indexes: readonly mongo.IndexDescriptionInfo[]): readonly string[] {
  return SLUG_COPIES.filter((path) => indexes.some((index) => takesMissing(index) && path in index.key));
}

/**
 * Unique indexes in which products that this service creates have no value of their own: the second one is refused.
 * Sparse and partial indexes leave products without a value alone.
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
