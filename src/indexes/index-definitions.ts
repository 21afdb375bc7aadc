import type { mongo } from 'mongoose';

import type { DirectPlace, DocumentVersion, Words } from '../../migrations/index.js';
import { VERSIONS } from '../../migrations/index.js';
import type { QueryClassName } from '../query-classes/latency-targets.js';

/** The purpose of an index. */
export interface ServedQueries {
  /** The query classes that need it; empty if the catalog does not use it. */
  readonly classes: readonly QueryClassName[];
  /** Its users and their queries, in one line for people. */
  readonly query: string;
  /** `catalogue`: used by this service. `others`: used by programs that read the collection directly. */
  readonly reader: 'catalogue' | 'others';
  /** The fields that queries match by equality; the fields after them give the order. */
  readonly equal: readonly string[];
}

/** An index of the products collection. */
export interface IndexDefinition {
  readonly name: string;
  readonly key: Readonly<Record<string, 1 | -1 | 'text'>>;
  /** Each version has its own indexes, over only its own documents. */
  readonly partialFilterExpression?: Readonly<Record<string, unknown>>;
  /** For a text index: the weights of the fields, and how words are tokenized. */
  readonly text?: {
    readonly weights: Readonly<Record<string, number>>;
    readonly default_language: string;
    readonly language_override: string;
  };
  readonly serves: ServedQueries;
}

/** A query that other programs run on the collection. */
interface DirectQuery {
  readonly equal: readonly DirectPlace[];
  readonly order: 'price' | 'carat_desc' | 'featured';
  readonly query: string;
}

const ORDER_KEYS: Readonly<Record<DirectQuery['order'], readonly (readonly [DirectPlace, 1 | -1])[]>> = {
  price: [['price', 1]],
  carat_desc: [['carat', -1]],
  featured: [
    ['featured', -1],
    ['createdAt', -1],
  ],
};

/**
 * The material indexes of the platform's strategy, on the current shape. Listings do not use them (they come from
 * memory); they keep back office, reports and other services from scanning the collection.
 */
const DIRECT_QUERIES: readonly DirectQuery[] = [
  {
    equal: ['metal', 'inStock'],
    order: 'price',
    query: 'back office and stock reports: one metal, in stock or not, by price or in a price range',
  },
  {
    equal: ['stone'],
    order: 'carat_desc',
    query: 'buyers and appraisal: one stone, largest first or in a carat range',
  },
  {
    equal: ['category', 'metal'],
    order: 'price',
    query: 'price lists: one category in one metal, by price or in a price range',
  },
  {
    equal: ['recycled', 'labGrown'],
    order: 'featured',
    query: 'sustainability reports: recycled metal, lab-grown stone',
  },
  {
    equal: ['metal', 'stone', 'category'],
    order: 'featured',
    query: 'merchandising: one metal with one stone in one category',
  },
];

/** Word weights by field, as in the catalog's own search: highest in the name. */
const WORD_WEIGHTS: Readonly<Record<Words, number>> = { name: 10, tags: 5, description: 1 };

/**
 * The indexes that always have to exist: one per slug field of each version, for product pages, and those of the latest
 * version for direct readers.
 */
export function catalogIndexes(versions: readonly DocumentVersion[] = VERSIONS): readonly IndexDefinition[] {
  const latest = versions.at(-1);
  return [...versions.flatMap(slugIndexes), ...(latest === undefined ? [] : directIndexes(latest))];
}

/**
 * Indexes that are built only on request. The text index is for other readers of the collection that use `$text`: the
 * catalog's search does not, and the index makes an insert nearly twice as expensive (docs/indexes.md).
 */
export function indexesOnRequest(versions: readonly DocumentVersion[] = VERSIONS): readonly IndexDefinition[] {
  const places = (Object.keys(WORD_WEIGHTS) as Words[]).map(
    (words) => [WORD_WEIGHTS[words], [...new Set(versions.flatMap(({ queries }) => queries.words[words]))]] as const,
  );
  const weighted = places.flatMap(([weight, paths]) => paths.map((path) => [path, weight] as const));
  return [
    {
      name: 'all_text',
      key: Object.fromEntries(weighted.map(([path]) => [path, 'text'])),
      text: {
        weights: Object.fromEntries(weighted),
        // No stemming: the catalog contains more than one language.
        default_language: 'none',
        // By default a product with a field `language` that MongoDB does not know would be refused.
        language_override: 'textIndexLanguage',
      },
      serves: {
        classes: [],
        query: 'other services with $text: words of name, description and tags, whatever the version',
        reader: 'others',
        equal: [],
      },
    },
  ];
}

/** A definition in the form of `createIndexes`. */
export function specificationOf({
  name,
  key,
  partialFilterExpression,
  text,
}: IndexDefinition): mongo.IndexDescription & { readonly name: string } {
  return {
    name,
    key: { ...key },
    ...(partialFilterExpression === undefined ? {} : { partialFilterExpression: { ...partialFilterExpression } }),
    ...(text === undefined ? {} : { ...text, weights: { ...text.weights } }),
  };
}

function slugIndexes({ version, queries }: DocumentVersion): IndexDefinition[] {
  return queries.slugs.map((path) => ({
    name: `v${version}_${path.replaceAll('.', '_')}`,
    key: { [path]: 1 },
    partialFilterExpression: queries.scope,
    serves: {
      classes: ['product-by-slug'],
      query: 'product pages: the product with a slug',
      reader: 'catalogue',
      equal: [path],
    },
  }));
}

function directIndexes({ version, queries: { scope, places } }: DocumentVersion): IndexDefinition[] {
  if (places === undefined) return [];
  return DIRECT_QUERIES.map(({ equal, order, query }) => {
    const paths = equal.map((place) => places[place]);
    return {
      name: [`v${version}`, ...equal, order].join('_'),
      // `_id` makes the order total, so that a reader can continue after its last document.
      key: {
        ...Object.fromEntries(paths.map((path) => [path, 1 as const])),
        ...Object.fromEntries(ORDER_KEYS[order].map(([place, direction]) => [places[place], direction])),
        _id: 1 as const,
      },
      partialFilterExpression: scope,
      serves: { classes: [], query, reader: 'others', equal: paths },
    };
  });
}
