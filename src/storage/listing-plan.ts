import type { DocumentVersion, IndexedFilter } from '../../migrations/index.js';
import { VERSIONS } from '../../migrations/index.js';
import type { IndexedCatalog } from '../catalog-index/indexed-catalog.js';
import type { ListingQuery } from '../listing/listing-query.js';
import type { SortOrder } from '../listing/sort-orders.js';
import { scanIndexName } from '../indexes/index-definitions.js';

/** One filter value that the database is asked for by an index. */
export interface ScanFilter {
  readonly key: IndexedFilter;
  readonly value: string;
}

/** Equality on the leading fields of an index, within which the index has the listing's order. */
export interface IndexScan {
  readonly version: DocumentVersion;
  readonly index: string;
  /** Raw values at the leading paths, in index order. */
  readonly prefix: readonly (readonly [path: string, value: unknown])[];
  /** Path and direction of the field that orders the scan; `_id` ascending follows. */
  readonly ordered: readonly [path: string, direction: 1 | -1];
}

/** Scans that are read one group after the other; the scans of one group are merged. */
export type ScanGroups = readonly (readonly IndexScan[])[];

/** The share of documents that an index scan can serve; below it most of what it reads would be dropped. */
const MIN_SERVABLE_SHARE = 0.5;

const ORDERED_BY = {
  featured: ['createdAt', -1],
  newest: ['createdAt', -1],
  price: ['price', 1],
  '-price': ['price', -1],
  name: ['name', 1],
  '-carat': ['carat', -1],
} as const;

type IndexedSort = keyof typeof ORDERED_BY;

function isIndexed(sort: SortOrder): sort is IndexedSort {
  return Object.hasOwn(ORDERED_BY, sort);
}

/**
 * The index scans that answer a listing in order, per version of the documents; `undefined` where no index has the
 * filters and the order together. Then the catalogue index finds the `_id`s: both ways give the same page, and neither
 * reads much more than it returns.
 */
export function planScans(query: ListingQuery, catalog: IndexedCatalog): ScanGroups | undefined {
  const { sort, page } = query;
  if (!isIndexed(sort) || (page.kind === 'page' && page.page > 1)) return undefined;
  const { columns } = catalog;
  if (columns.visibleCount - columns.irregularCount < MIN_SERVABLE_SHARE * columns.count) return undefined;
  const filter = scanFilter(query);
  if (filter === 'none-fits' || (filter !== undefined && sort !== 'featured')) return undefined;
  const groups = sort === 'featured' ? (['featured', 'others'] as const) : (['all'] as const);
  return groups.map((group) => VERSIONS.flatMap((version) => scansOf(version, sort, group, filter)));
}

/** The only filter of a query, if it is a single value that has an index; `undefined` where nothing is filtered. */
function scanFilter({ filter }: ListingQuery): ScanFilter | undefined | 'none-fits' {
  const terms = Object.entries(filter.terms);
  const others = Object.keys(filter.flags).length + Object.keys(filter.ranges).length;
  if (others > 0 || filter.q !== undefined || filter.ids !== undefined || filter.slugs !== undefined || terms.length > 1) return 'none-fits';
  const [only] = terms;
  if (only === undefined) return undefined;
  const [key, values] = only;
  const [value] = values;
  if (values.length !== 1 || value === undefined || !VERSIONS.every(({ queries }) => Object.hasOwn(queries.filters, key))) return 'none-fits';
  return { key: key as IndexedFilter, value };
}

function scansOf(version: DocumentVersion, sort: IndexedSort, group: 'featured' | 'others' | 'all', filter: ScanFilter | undefined): IndexScan[] {
  const { queries } = version;
  const [sortPath, direction] = ORDERED_BY[sort];
  const filterParts: (readonly [string, unknown])[][] = filter === undefined ? [[]] : rawValues(version, filter);
  const groupParts: (readonly [string, unknown])[][] =
    group === 'all' ? [[]]
    : group === 'featured' ? [[[queries.sort.featured, true]]]
    : queries.notFeatured.map((value) => [[queries.sort.featured, value]]);
  return filterParts.flatMap((byFilter) =>
    groupParts.map((byGroup) => ({
      version,
      index: scanIndexName(version, sort, filter?.key),
      prefix: [...byFilter, ...byGroup],
      ordered: [queries.sort[sortPath], direction] as const,
    })),
  );
}

function rawValues(version: DocumentVersion, { key, value }: ScanFilter): (readonly [string, unknown])[][] {
  const filter = version.queries.filters[key];
  return filter === undefined ? [] : filter.raw(value).map((raw) => [[filter.path, raw] as const]);
}
