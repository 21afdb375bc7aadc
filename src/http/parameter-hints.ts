import { distance } from 'fastest-levenshtein';

/**
 * Names for our parameters in other APIs, and in this shop's old one. Keys are lower case without separators; `min`,
 * `max`, `from`, `to` and the like are recognized anywhere in a name.
 */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  ...each(['query', 'search', 'searchterm', 'term', 'text', 'keyword', 'keywords', 'fulltext', 'searchquery'], ['q']),
  ...each(
    ['sortby', 'sortorder', 'sortdirection', 'sorting', 'order', 'orderby', 'ordering', 'direction', 'dir'],
    ['sort'],
  ),
  ...each(
    ['perpage', 'pagesize', 'first', 'last', 'take', 'top', 'size', 'maxresults', 'resultsperpage', 'num'],
    ['limit'],
  ),
  ...each(['offset', 'skip', 'start', 'from'], ['page', 'cursor']),
  ...each(['pagenumber', 'pageindex', 'pageno', 'p'], ['page']),
  ...each(['after', 'before', 'nextcursor', 'prevcursor', 'pagetoken', 'continuation', 'token'], ['cursor']),
  ...each(['material', 'materials', 'metaltype', 'metals', 'alloy'], ['metal']),
  ...each(['gem', 'gems', 'gemstone', 'gemstones', 'stonetype', 'gemtype'], ['stone']),
  ...each(['karat', 'karats', 'fineness'], ['purity']),
  ...each(['carat', 'carats', 'caratweight', 'weight'], ['caratMin', 'caratMax']),
  ...each(['price', 'cost', 'pricerange', 'amount'], ['priceMin', 'priceMax']),
  ...each(['type', 'producttype', 'categoryid', 'department'], ['category']),
  ...each(['tag', 'labels', 'materialtags', 'keywordtags'], ['tags']),
  ...each(['brand', 'designer', 'vendor', 'maker', 'artist'], ['creator']),
  ...each(['sale', 'discounted', 'discount', 'reduced'], ['onSale']),
  ...each(['available', 'availability', 'stock', 'isavailable'], ['inStock']),
  ...each(['isnew', 'new', 'newin', 'newarrivals'], ['newArrival']),
  ...each(['isfeatured'], ['featured']),
  ...each(['bestselling', 'bestsellers', 'isbestseller'], ['bestseller']),
  ...each(['iscustomizable', 'customisable'], ['customizable']),
  ...each(['lab', 'labcreated', 'islabgrown'], ['labGrown']),
  ...each(['certificate', 'certificates', 'certificationagency'], ['certification']),
  ...each(['select', 'include', 'attributes', 'projection'], ['fields']),
  ...each(['aggregations', 'aggs', 'filters'], ['facets']),
  ...each(['total', 'totalcount', 'withcount'], ['count']),
};

/** Words that mean the same in a name. */
const WORDS: Readonly<Record<string, string>> = {
  minimum: 'min',
  gte: 'min',
  gt: 'min',
  from: 'min',
  above: 'min',
  low: 'min',
  lowest: 'min',
  least: 'min',
  maximum: 'max',
  lte: 'max',
  lt: 'max',
  to: 'max',
  until: 'max',
  below: 'max',
  high: 'max',
  highest: 'max',
  most: 'max',
  colour: 'color',
  categories: 'category',
  subcategories: 'subcategory',
  cost: 'price',
};

/** The maximum length of a parameter name that is compared; longer ones resemble none of ours. */
const LONGEST = 64;

/**
 * The known parameters that a client may mean by an unknown one, most likely first: its synonym, the same words in
 * another order or number, or the closest spelling. `metal[0]` and `filter[metal]` are read as `metal`.
 */
export function parametersMeant(unknown: string, known: readonly string[]): readonly string[] {
  const name = withoutBrackets(unknown.slice(0, LONGEST));
  const words = wordsOf(name);
  const exact = known.filter((one) => one.toLowerCase() === name.toLowerCase());
  if (exact.length > 0) return exact;
  const synonyms = (lookUp(words.join('')) ?? []).filter((one) => known.includes(one));
  if (synonyms.length > 0) return synonyms;
  const sorted = normalized(words);
  const same = known.filter((one) => normalized(wordsOf(one)) === sorted);
  return same.length > 0 ? same : nearestOf(name, known);
}

/** Why an unknown parameter is rejected, with suggestions. */
export function unknownParameter(unknown: string, known: readonly string[]): string {
  const meant = parametersMeant(unknown, known).map((one) => `\`${one}\``);
  return meant.length === 0 ? 'unknown parameter' : `unknown parameter; did you mean ${meant.join(' or ')}?`;
}

function each(names: readonly string[], meant: readonly string[]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(names.map((name) => [name, meant]));
}

function lookUp(name: string): readonly string[] | undefined {
  return Object.hasOwn(SYNONYMS, name) ? SYNONYMS[name] : undefined;
}

/** `metal[0]` and `metal[]` mean `metal`, `price[gte]` has two words, and `filter[metal]` is merely wrapped. */
function withoutBrackets(name: string): string {
  return name
    .replace(/^(?:filters?|where|query)(?=\[)/i, '')
    .replace(/\[\d*\]/g, '')
    .replace(/[[\].]+/g, ' ')
    .trim();
}

/** The words of a name in lower case: `minPrice`, `min_price` and `price[min]` consist of the same two. */
function wordsOf(name: string): readonly string[] {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u);
  return words.filter((word) => word !== '');
}

function normalized(words: readonly string[]): string {
  const folded = words
    .map((word) => (Object.hasOwn(WORDS, word) ? (WORDS[word] ?? word) : word))
    .map((word) => word.replace(/s$/, ''));
  return folded.sort().join(' ');
}

/** The known name with the closest spelling, if any is close: up to half of its letters may differ. */
function nearestOf(name: string, known: readonly string[]): readonly string[] {
  const slips = known.map((one) => ({ one, slips: distance(name.toLowerCase(), one.toLowerCase()) }));
  const best = slips.sort((a, b) => a.slips - b.slips)[0];
  return best !== undefined && best.slips < name.length && best.slips <= Math.max(2, Math.floor(best.one.length / 2))
    ? [best.one]
    : [];
}
