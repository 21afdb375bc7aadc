import type { mongo } from 'mongoose';

import type { DocumentVersion, IndexedFilter, IndexedFlag, VersionQueries, Words } from '../../migrations/index.js';
import { VERSIONS } from '../../migrations/index.js';
import type { QueryClassName } from '../query-classes/latency-targets.js';

/** What an index is for. */
export interface ServedQueries {
  /** The query classes whose requests need it, or would. */
  readonly classes: readonly QueryClassName[];
  /** The queries, for people. */
  readonly query: string;
  /**
   * `catalogue`: the catalogue's own reads name it. `others`: who asks the collection directly; the catalogue selects such
   * products in memory and reads them by `_id`, which is faster (docs/indexes.md has the figures).
   */
  readonly reader: 'catalogue' | 'others';
  /** The fields that the queries give one value for; the fields after them give the order. */
  readonly equal: readonly string[];
}

/** An index of the products collection. */
export interface IndexDefinition {
  readonly name: string;
  readonly key: Readonly<Record<string, 1 | -1 | 'text'>>;
  /** Each version has indexes of its own, over its own documents only. */
  readonly partialFilterExpression?: Readonly<Record<string, unknown>>;
  /** Of a text index: how much a word counts by where it stands, and how words are told apart. */
  readonly text?: { readonly weights: Readonly<Record<string, number>>; readonly default_language: string; readonly language_override: string };
  readonly serves: ServedQueries;
}

/** The orders that an index scan gives. */
export type ScanOrder = 'featured' | 'newest' | 'price' | '-price' | 'name' | '-carat';

/** A listing that is narrowed in several ways at once and comes in an order. */
interface Combination {
  readonly equal: readonly (IndexedFilter | IndexedFlag)[];
  readonly order: ScanOrder;
  readonly queryClass: QueryClassName;
  readonly query: string;
}

/** The combinations of material filters that have an index of their own, in documents of the latest version. */
const COMBINATIONS: readonly Combination[] = [
  { equal: ['metal', 'inStock'], order: 'price', queryClass: 'combined-filter', query: 'one metal, in stock or not, by price or within a range of it' },
  { equal: ['stone'], order: '-carat', queryClass: 'material-filter', query: 'one stone, the largest first or within a range of carat' },
  { equal: ['category', 'metal'], order: 'price', queryClass: 'combined-filter', query: 'one category in one metal, by price or within a range of it' },
  { equal: ['recycled', 'labGrown'], order: 'featured', queryClass: 'combined-filter', query: 'recycled metal, lab-grown stone' },
  { equal: ['metal', 'stone', 'category'], order: 'featured', queryClass: 'combined-filter', query: 'one metal with one stone in one category' },
];

/** How much a word counts by where it stands: as in the catalogue's own search, most in the name. */
const WORD_WEIGHTS: Readonly<Record<Words, number>> = { name: 10, tags: 5, description: 1 };

const ORDER_SERVES: Readonly<Partial<Record<ScanOrder, string>>> = { price: ', or within a range of prices', '-carat': ', or within a range of carat' };

/**
 * The indexes of the products that are to be there always: per version one for each order, one for each indexed filter in
 * the default order and one for each place of a slug; of the latest version also the combinations of material filters. A
 * collection may have 64: with these there is room for another version.
 */
export function catalogIndexes(versions: readonly DocumentVersion[] = VERSIONS): readonly IndexDefinition[] {
  const latest = versions.at(-1);
  const all = [
    ...versions.flatMap((version) => [...orderIndexes(version), ...filterIndexes(version), ...slugIndexes(version)]),
    ...(latest === undefined ? [] : combinationIndexes(latest)),
  ];
  // Two filters may read one field (v0's type says category and subcategory): they share an index.
  const byName = new Map<string, IndexDefinition>();
  for (const definition of all) byName.set(definition.name, sharing(byName.get(definition.name), definition));
  return [...byName.values()];
}

function sharing(one: IndexDefinition | undefined, other: IndexDefinition): IndexDefinition {
  if (one === undefined) return other;
  const classes = [...new Set([...one.serves.classes, ...other.serves.classes])];
  return { ...one, serves: { ...one.serves, classes, query: `${one.serves.query}; ${other.serves.query}` } };
}

/**
 * Indexes that are built only where somebody asks for them. The text index is for other readers of the collection who use
 * `$text`: the catalogue's search does not, and the index makes an insert nearly twice as dear (docs/indexes.md).
 */
export function indexesOnRequest(versions: readonly DocumentVersion[] = VERSIONS): readonly IndexDefinition[] {
  const places = (Object.keys(WORD_WEIGHTS) as Words[]).map((words) => [WORD_WEIGHTS[words], [...new Set(versions.flatMap(({ queries }) => queries.words[words]))]] as const);
  const weighted = places.flatMap(([weight, paths]) => paths.map((path) => [path, weight] as const));
  return [{
    name: 'all_text',
    key: Object.fromEntries(weighted.map(([path]) => [path, 'text'])),
    text: {
      weights: Object.fromEntries(weighted),
      // Words as they are: the catalogue is written in more than one language.
      default_language: 'none',
      // By default a product with a field `language` that MongoDB does not know would be refused.
      language_override: 'textIndexLanguage',
    },
    serves: { classes: ['text-search'], query: 'words of name, description and tags, whatever the version', reader: 'others', equal: [] },
  }];
}

/** A definition as `createIndexes` takes it. */
export function specificationOf({ name, key, partialFilterExpression, text }: IndexDefinition): mongo.IndexDescription & { readonly name: string } {
  return { name, key: { ...key }, ...(partialFilterExpression === undefined ? {} : { partialFilterExpression: { ...partialFilterExpression } }), ...(text === undefined ? {} : { ...text, weights: { ...text.weights } }) };
}

/** The name of the index that a listing scans: version, the filter's field, order, e.g. `v2_category_featured`. */
export function scanIndexName({ version, queries }: DocumentVersion, order: ScanOrder, filter?: IndexedFilter): string {
  const path = filter === undefined ? undefined : queries.filters[filter]?.path;
  return [`v${version}`, ...(path === undefined ? [] : [path.replaceAll('.', '_')]), orderName(order)].join('_');
}

function orderName(order: ScanOrder): string {
  return order.replace(/^-(.*)$/, '$1_desc');
}

/** The fields that give an order. Each ends on `_id`, which makes it total. */
function orderKey({ sort }: VersionQueries, order: ScanOrder): Readonly<Record<string, 1 | -1>> {
  switch (order) {
    case 'featured': return { [sort.featured]: -1, [sort.createdAt]: -1, _id: 1 };
    case 'newest': return { [sort.createdAt]: -1, _id: 1 };
    case 'price': return { [sort.price]: 1, _id: 1 };
    // The tie on `_id` is ascending in every order, so a descending order needs an index of its own.
    case '-price': return { [sort.price]: -1, _id: 1 };
    case 'name': return { [sort.name]: 1, _id: 1 };
    case '-carat': return { [sort.carat]: -1, _id: 1 };
  }
}

const ORDERS: readonly ScanOrder[] = ['featured', 'newest', 'price', '-price', 'name', '-carat'];

function orderIndexes(version: DocumentVersion): IndexDefinition[] {
  return ORDERS.map((order) => ({
    name: scanIndexName(version, order),
    key: orderKey(version.queries, order),
    partialFilterExpression: version.queries.scope,
    serves: { classes: ['catalogue-page'], query: `all products by ${order}${ORDER_SERVES[order] ?? ''}`, reader: 'catalogue', equal: [] },
  }));
}

const FILTER_CLASSES: Readonly<Record<IndexedFilter, QueryClassName>> = {
  category: 'category-browse', subcategory: 'category-browse', metal: 'material-filter', stone: 'material-filter', creator: 'combined-filter',
};

function filterIndexes(version: DocumentVersion): IndexDefinition[] {
  const { queries } = version;
  return (Object.entries(queries.filters) as [IndexedFilter, NonNullable<VersionQueries['filters'][IndexedFilter]>][]).map(([filter, { path }]) => ({
    name: scanIndexName(version, 'featured', filter),
    key: { [path]: 1, ...orderKey(queries, 'featured') },
    partialFilterExpression: queries.scope,
    serves: { classes: [FILTER_CLASSES[filter]], query: `products of one ${filter}`, reader: 'catalogue', equal: [path] },
  }));
}

function combinationIndexes({ version, queries }: DocumentVersion): IndexDefinition[] {
  return COMBINATIONS.flatMap(({ equal, order, queryClass, query }) => {
    const paths = equal.flatMap((key) => placeOf(queries, key) ?? []);
    if (paths.length < equal.length) return [];
    return [{
      name: [`v${version}`, ...equal, orderName(order)].join('_'),
      key: { ...Object.fromEntries(paths.map((path) => [path, 1 as const])), ...orderKey(queries, order) },
      partialFilterExpression: queries.scope,
      serves: { classes: [queryClass], query, reader: 'others', equal: paths },
    }];
  });
}

function placeOf({ filters, flags }: VersionQueries, key: IndexedFilter | IndexedFlag): string | undefined {
  return filters[key as IndexedFilter]?.path ?? flags[key as IndexedFlag];
}

function slugIndexes({ version, queries }: DocumentVersion): IndexDefinition[] {
  return queries.slugs.map((path) => ({
    name: `v${version}_${path.replaceAll('.', '_')}`,
    key: { [path]: 1 },
    partialFilterExpression: queries.scope,
    serves: { classes: ['product-by-slug'], query: 'the product with a slug', reader: 'catalogue', equal: [path] },
  }));
}
