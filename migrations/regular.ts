import type { Product } from './product.js';
import type { StoredDocument } from './stored-document.js';
import type { IndexedFilter, VersionQueries } from './version-queries.js';

/**
 * Whether a document's raw values order and select it in the database exactly as its mapped content would: the price is
 * a plain number, the name has no blanks around it, the date is a date, and so on. Only such documents may be taken from
 * an index scan; the others (a price written as text, a category in capitals, ...) have to be placed by their content.
 */
export function isRegular(document: StoredDocument, product: Product, queries: VersionQueries): boolean {
  return hasRegularSortKeys(document, product, queries) && hasRegularFilters(document, product, queries);
}

/** The value of a product for a filter that the database is asked for. */
function indexedValue(product: Product, filter: IndexedFilter): string | undefined {
  const { stone, metal } = product.materialSpecs;
  switch (filter) {
    case 'category': return product.category;
    case 'subcategory': return product.subcategory;
    case 'metal': return metal.type;
    case 'stone': return stone?.type;
    case 'creator': return product.creator?.handle;
  }
}

function hasRegularSortKeys(document: StoredDocument, product: Product, { sort, notFeatured }: VersionQueries): boolean {
  const featured = rawAt(document, sort.featured);
  const createdAt = rawAt(document, sort.createdAt);
  const carat = rawAt(document, sort.carat);
  return (
    (product.metadata.featured ? featured === true : (notFeatured as readonly unknown[]).includes(featured)) &&
    (product.createdAt === undefined ? createdAt === null : createdAt instanceof Date && createdAt.getTime() === product.createdAt.getTime()) &&
    rawAt(document, sort.price) === product.pricing.basePrice &&
    // Invalid UTF-8 is decoded to U+FFFD, whose place in the order is not that of the stored bytes.
    rawAt(document, sort.name) === product.name && !product.name.includes('\uFFFD') &&
    carat === (product.materialSpecs.stone?.carat ?? null)
  );
}

function hasRegularFilters(document: StoredDocument, product: Product, queries: VersionQueries): boolean {
  for (const [key, filter] of Object.entries(queries.filters) as [IndexedFilter, VersionQueries['filters'][IndexedFilter]][]) {
    if (filter === undefined) continue;
    const value = indexedValue(product, key);
    const raw = rawAt(document, filter.path);
    if (value === undefined ? raw !== null : !filter.raw(value).includes(raw)) return false;
  }
  return true;
}

/** The raw value at a path; `null` where the field is missing, `IRREGULAR` where the path runs through something odd. */
function rawAt(document: StoredDocument, path: string): unknown {
  let value: unknown = document;
  for (const key of path.split('.')) {
    if (value === null || value === undefined) return null;
    const isPosition = /^\d+$/.test(key);
    if (typeof value !== 'object' || Array.isArray(value) !== isPosition || '_bsontype' in value) return IRREGULAR;
    value = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
  }
  return value ?? null;
}

const IRREGULAR = Symbol('irregular');
