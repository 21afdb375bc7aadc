import { queryText, queryValues } from './query-text.js';

/** Filters by named values, under the API's parameter names and in the order of the URL. */
export const TERMS = [
  'category',
  'subcategory',
  'metal',
  'availableIn',
  'purity',
  'finish',
  'stone',
  'availableStone',
  'cut',
  'clarity',
  'color',
  'certification',
  'tags',
  'collection',
  'creator',
] as const;
export type TermsKey = (typeof TERMS)[number];

/** Filters by inclusive bounds; the parameters are `priceMin`, `priceMax` and so on. */
export const RANGES = ['price', 'carat'] as const;
export type RangeKey = (typeof RANGES)[number];

/** Yes-or-no filters. */
export const FLAGS = [
  'recycled',
  'ethicallySourced',
  'labGrown',
  'conflictFree',
  'traceable',
  'inStock',
  'onSale',
  'customizable',
  'featured',
  'bestseller',
  'newArrival',
] as const;
export type FlagKey = (typeof FLAGS)[number];

/** The sort orders of the page, with their labels. `relevance` needs a search. */
export const SORTS = {
  featured: 'Featured',
  popular: 'Most viewed',
  newest: 'Newest',
  price: 'Price, low to high',
  '-price': 'Price, high to low',
  '-carat': 'Carat, high to low',
  name: 'Name, A to Z',
  '-name': 'Name, Z to A',
  relevance: 'Best match',
} as const;
export type Sort = keyof typeof SORTS;

export interface Bounds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** A shopper's selection; the URL contains all of it. */
export interface Selection {
  readonly terms: Readonly<Partial<Record<TermsKey, readonly string[]>>>;
  readonly ranges: Readonly<Partial<Record<RangeKey, Bounds>>>;
  readonly flags: Readonly<Partial<Record<FlagKey, boolean>>>;
  /** The search text; empty without a search. */
  readonly q: string;
  /** `undefined`: the API's default order. */
  readonly sort?: Sort | undefined;
}

export const NOTHING: Selection = { terms: {}, ranges: {}, flags: {}, q: '' };

/** Parses a URL. Parameters unknown to the page (a campaign's, a typo) are dropped. */
export function readSelection(query: URLSearchParams): Selection {
  const sort = query.get('sort') ?? '';
  return {
    terms: collect(TERMS, (key) => {
      const values = queryValues(query, key);
      return values.length === 0 ? undefined : values;
    }),
    ranges: collect(RANGES, (key) => boundsOf(query.get(`${key}Min`), query.get(`${key}Max`))),
    flags: collect(FLAGS, (key) => ({ true: true, false: false })[query.get(key) ?? '']),
    q: (query.get('q') ?? '').trim(),
    sort: isSort(sort) ? sort : undefined,
  };
}

/** The request parameters for a selection, in a fixed order and without defaults. */
export function selectionQuery({ terms, ranges, flags, q, sort }: Selection): Record<string, unknown> {
  return {
    q: q === '' ? undefined : q,
    ...collect(TERMS, (key) => terms[key]),
    ...Object.fromEntries(
      RANGES.flatMap((key) => [
        [`${key}Min`, ranges[key]?.min],
        [`${key}Max`, ranges[key]?.max],
      ]),
    ),
    ...collect(FLAGS, (key) => flags[key]),
    sort: sort === (q === '' ? 'featured' : 'relevance') ? undefined : sort,
  };
}

/** A selection as query text, without the question mark; empty if nothing is selected. */
export function selectionText(selection: Selection): string {
  return queryText(selectionQuery(selection));
}

/** Selects or deselects a value. */
export function toggleTerm(selection: Selection, key: TermsKey, value: string): Selection {
  const chosen = selection.terms[key] ?? [];
  const values = chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value];
  return withTerms(selection, key, values);
}

/** Sets all values of one filter; none removes the filter. */
export function withTerms(selection: Selection, key: TermsKey, values: readonly string[]): Selection {
  const { [key]: _old, ...others } = selection.terms;
  return { ...selection, terms: values.length === 0 ? others : { ...others, [key]: values } };
}

/** Sets bounds; without both, the filter is removed. */
export function withRange(selection: Selection, key: RangeKey, { min, max }: Bounds): Selection {
  const { [key]: _old, ...others } = selection.ranges;
  const isOpen = min === undefined && max === undefined;
  return { ...selection, ranges: isOpen ? others : { ...others, [key]: { min, max } } };
}

/** Sets a yes-or-no filter; `undefined` removes it. */
export function withFlag(selection: Selection, key: FlagKey, value: boolean | undefined): Selection {
  const { [key]: _old, ...others } = selection.flags;
  return { ...selection, flags: value === undefined ? others : { ...others, [key]: value } };
}

/** The bounds in a URL: numbers valid for the API, the smaller one first. */
function boundsOf(minText: string | null, maxText: string | null): Bounds | undefined {
  const [min, max] = [minText, maxText].map((text) =>
    /^\d{1,12}(\.\d{1,6})?$/.test(text ?? '') ? Number(text) : undefined,
  );
  if (min === undefined && max === undefined) return undefined;
  return min !== undefined && max !== undefined && min > max ? { min: max, max: min } : { min, max };
}

function isSort(text: string): text is Sort {
  return Object.hasOwn(SORTS, text);
}

function collect<Key extends string, Value>(
  keys: readonly Key[],
  of: (key: Key) => Value | undefined,
): Partial<Record<Key, Value>> {
  const entries = keys.map((key) => [key, of(key)] as const).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Partial<Record<Key, Value>>;
}
