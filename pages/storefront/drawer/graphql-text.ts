import {
  FLAGS,
  type FlagKey,
  RANGES,
  type Selection,
  type Sort,
} from '../../../packages/storefront-address/selection.js';

const METAL = /^(\d+)k-(?:(white|rose)-)?gold$/;

const SORT_NAMES: Readonly<Record<Sort, string>> = {
  featured: 'FEATURED',
  popular: 'POPULAR',
  newest: 'NEWEST',
  price: 'PRICE',
  '-price': 'PRICE_DESC',
  '-carat': 'CARAT_DESC',
  name: 'NAME',
  '-name': 'NAME_DESC',
  relevance: 'RELEVANCE',
};

/** The flags that belong to the metal's or the stone's part of a filter. */
const METAL_FLAGS: readonly FlagKey[] = ['recycled', 'ethicallySourced'];
const STONE_FLAGS: readonly FlagKey[] = ['labGrown', 'conflictFree', 'traceable'];

/** The GraphQL enum value of a REST value: `14k-rose-gold` becomes `ROSE_GOLD_14K`. */
export function enumName(value: string): string {
  const [, karat, color] = METAL.exec(value) ?? [];
  const words = karat === undefined ? value : `${color === undefined ? '' : `${color}-`}gold-${karat}k`;
  return words.toUpperCase().replaceAll('-', '_');
}

/** The query for the displayed listing: the same products in the same order, total and facets. */
export function listingGraphql(selection: Selection, facetKeys: readonly string[]): string {
  const filter = filterOf(selection);
  const input = [
    Object.keys(filter).length === 0 ? '' : `filter: ${literal(filter)}`,
    selection.sort === undefined ? '' : `sort: ${SORT_NAMES[selection.sort]}`,
    'first: 24',
  ].filter((part) => part !== '');
  return `{
  products(
    ${input.join('\n    ')}
  ) {
    totalCount
    nodes {
      name
      slug
      pricing { basePrice currency }
      materialSpecs {
        metal { type purity }
        stone { type carat cut }
      }
    }
    pageInfo { hasNextPage endCursor }
    facets(keys: ${JSON.stringify(facetKeys)}) {
      key
      missing
      values { value count }
      buckets { from to count }
    }
  }
}`;
}

/** The query for one product's page. */
export function productGraphql(slug: string): string {
  return `{
  product(slug: ${JSON.stringify(slug)}) {
    name
    description
    pricing { basePrice currency }
    inventory { available quantity }
    materialSpecs {
      metal { type purity finish }
      stone { type carat cut clarity color certification }
    }
    detail {
      sizes
      customization {
        materials { name priceMultiplier }
        gemstones { name carat }
      }
    }
  }
}`;
}

/** Enum values, which appear in a query without quotes, or lists of them. */
class Enums {
  constructor(readonly values: readonly string[]) {}
}

type Tree = { readonly [name: string]: unknown };

function filterOf({ terms, ranges, flags, q }: Selection): Tree {
  const enums = (values?: readonly string[]) => values && { in: new Enums(values.map(enumName)) };
  const texts = (values?: readonly string[]) => values && { in: values };
  const own = FLAGS.filter((key) => !METAL_FLAGS.includes(key) && !STONE_FLAGS.includes(key));
  const chosen = (keys: readonly FlagKey[]): Tree => Object.fromEntries(keys.map((key) => [key, flags[key]]));
  const [price, carat] = RANGES.map((key) => ranges[key]);
  return pruned({
    q: q === '' ? undefined : q,
    category: enums(terms.category),
    subcategory: enums(terms.subcategory),
    metal: pruned({
      type: enums(terms.metal),
      purity: texts(terms.purity),
      finish: texts(terms.finish),
      ...chosen(METAL_FLAGS),
    }),
    availableIn: enums(terms.availableIn),
    stone: pruned({
      type: enums(terms.stone),
      cut: texts(terms.cut),
      clarity: texts(terms.clarity),
      color: texts(terms.color),
      certification: texts(terms.certification),
      carat,
      ...chosen(STONE_FLAGS),
    }),
    availableStone: enums(terms.availableStone),
    tags: texts(terms.tags),
    collection: texts(terms.collection),
    creator: texts(terms.creator),
    price,
    ...chosen(own),
  });
}

/** Removes what is not selected, including whole groups. */
function pruned(tree: Tree): Tree {
  return Object.fromEntries(
    Object.entries(tree).filter(
      ([, value]) =>
        value !== undefined &&
        !(typeof value === 'object' && value !== null && !(value instanceof Enums) && Object.keys(value).length === 0),
    ),
  );
}

/** A value in GraphQL syntax. */
function literal(value: unknown): string {
  if (value instanceof Enums) return `[${value.values.join(', ')}]`;
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{ ${members.map(([name, member]) => `${name}: ${literal(member)}`).join(', ')} }`;
}
