import type { DocumentVersion, IndexedFilter, VersionQueries } from '../../migrations/index.js';
import { VERSIONS } from '../../migrations/index.js';

/** An index of the products collection. */
export interface IndexDefinition {
  readonly name: string;
  readonly key: Readonly<Record<string, 1 | -1>>;
  /** Each version has indexes of its own, over its own documents only. */
  readonly partialFilterExpression?: Readonly<Record<string, unknown>>;
  /** The queries that need it. */
  readonly serves: string;
}

/** The orders that an index scan gives. */
export type ScanOrder = 'featured' | 'newest' | 'price' | '-price' | 'name' | '-carat';

/** Every index of the catalogue's reads: per version one for each order, and one for each indexed filter in the default order. */
export function catalogIndexes(versions: readonly DocumentVersion[] = VERSIONS): readonly IndexDefinition[] {
  const all = versions.flatMap((version) => [...orderIndexes(version), ...filterIndexes(version), ...slugIndexes(version)]);
  // Two filters may read one field (v0's type says category and subcategory): they share an index.
  return [...new Map(all.map((definition) => [definition.name, definition])).values()];
}

/** The name of the index that a listing scans: version, the filter's field, order, e.g. `v2_category_featured`. */
export function scanIndexName({ version, queries }: DocumentVersion, order: ScanOrder, filter?: IndexedFilter): string {
  const path = filter === undefined ? undefined : queries.filters[filter]?.path;
  return [`v${version}`, ...(path === undefined ? [] : [path.replaceAll('.', '_')]), order.replace(/^-(.*)$/, '$1_desc')].join('_');
}

function orderIndexes(version: DocumentVersion): IndexDefinition[] {
  const { sort, scope } = version.queries;
  const keys: Readonly<Record<ScanOrder, Readonly<Record<string, 1 | -1>>>> = {
    featured: { [sort.featured]: -1, [sort.createdAt]: -1, _id: 1 },
    newest: { [sort.createdAt]: -1, _id: 1 },
    price: { [sort.price]: 1, _id: 1 },
    // The tie on `_id` is ascending in every order, so a descending order needs an index of its own.
    '-price': { [sort.price]: -1, _id: 1 },
    name: { [sort.name]: 1, _id: 1 },
    '-carat': { [sort.carat]: -1, _id: 1 },
  };
  return (Object.keys(keys) as ScanOrder[]).map((order) => ({
    name: scanIndexName(version, order),
    key: keys[order],
    partialFilterExpression: scope,
    serves: `listing by ${order}`,
  }));
}

function filterIndexes(version: DocumentVersion): IndexDefinition[] {
  const { filters, sort, scope } = version.queries;
  return (Object.entries(filters) as [IndexedFilter, NonNullable<VersionQueries['filters'][IndexedFilter]>][]).map(([key, { path }]) => ({
    name: scanIndexName(version, 'featured', key),
    key: { [path]: 1, [sort.featured]: -1, [sort.createdAt]: -1, _id: 1 },
    partialFilterExpression: scope,
    serves: `listing filtered by ${key}`,
  }));
}

function slugIndexes({ version, queries }: DocumentVersion): IndexDefinition[] {
  return queries.slugs.map((path) => ({
    name: `v${version}_${path.replaceAll('.', '_')}`,
    key: { [path]: 1 },
    partialFilterExpression: queries.scope,
    serves: 'product page by slug',
  }));
}
