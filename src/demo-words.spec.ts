import { describe, expect, it } from '@jest/globals';
import { distance } from 'fastest-levenshtein';

import type { Product, StoredDocument } from '../migrations/index.js';
import { PUBLIC_STATUSES, upgradeToLatest } from '../migrations/index.js';
import { demoProducts } from '../packages/demo-products/demo-products.js';
import { Columns } from './live-catalog/columns.js';
import { searchEntries } from './live-catalog/search-text.js';
import { slipsAllowed, slipsBetween } from './live-catalog/spelling.js';
import { TextSearch } from './live-catalog/text-search.js';

const products = (demoProducts() as StoredDocument[]).flatMap((document): Product[] => {
  const outcome = upgradeToLatest(document);
  return outcome.ok && (PUBLIC_STATUSES as readonly string[]).includes(outcome.value.product.status)
    ? [outcome.value.product]
    : [];
});
const columns = new Columns();
const rows = products.map((product) => columns.put(product, 1));
const words = new Map<string, number>();
for (const product of products)
  for (const [word] of searchEntries(product)) words.set(word, (words.get(word) ?? 0) + 1);

/** The products that a query finds, best first. */
function found(query: string): readonly Product[] {
  const search = new TextSearch(columns, query);
  return rows
    .map((row, at) => ({ product: products[at] as Product, score: search.score(row) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ product }) => product);
}

describe('a misspelled word', () => {
  it.each(['earing', 'earings', 'earrng', 'earringss', 'eairrings', 'earing gold'])(
    '%s finds earrings first',
    (query) => {
      const hits = found(query);
      expect(hits.slice(0, query.includes(' ') ? 1 : 16).map(({ category }) => category)).toEqual(
        Array.from({ length: query.includes(' ') ? 1 : 16 }, () => 'earrings'),
      );
    },
  );

  it.each([
    ['earing', 'earrings'],
    ['dimond', 'diamond'],
    ['saphire', 'sapphire'],
    ['emarald', 'emerald'],
    ['braclet', 'bracelets'],
    ['neckalce', 'necklaces'],
    ['plantinum', 'platinum'],
    ['slver', 'silver'],
    ['pendnat', 'pendants'],
    ['gld', 'gold'],
    ['rng', 'ring'],
  ])('%s is understood as %s', (query, understood) => {
    expect(new TextSearch(columns, query).corrected).toMatch(new RegExp(`^${understood.replace(/s$/, '')}s?$`));
  });

  it('that resembles no word of the catalog finds nothing', () => {
    expect(['xyzzy', 'qq', 'zz9'].map((query) => found(query).length)).toEqual([0, 0, 0]);
  });
});

const NEIGHBORS: Readonly<Record<string, string>> = {
  q: 'wa',
  w: 'qes',
  e: 'wrd',
  r: 'etf',
  t: 'ryg',
  y: 'tuh',
  u: 'yij',
  i: 'uok',
  o: 'ipl',
  p: 'ol',
  a: 'qsz',
  s: 'adwx',
  d: 'sfec',
  f: 'dgrv',
  g: 'fhtb',
  h: 'gjyn',
  j: 'hkum',
  k: 'jlim',
  l: 'kop',
  z: 'asx',
  x: 'zsdc',
  c: 'xdfv',
  v: 'cfgb',
  b: 'vghn',
  n: 'bhjm',
  m: 'njk',
};

/**
 * Every spelling with one typo: a letter left out, doubled, swapped with the next, or replaced by the key next to it.
 */
function oneSlip(word: string): readonly string[] {
  const at = [...word].map((_, index) => index);
  const spellings = [
    ...at.map((index) => word.slice(0, index) + word.slice(index + 1)),
    ...at.map((index) => word.slice(0, index) + word.charAt(index) + word.slice(index)),
    ...at
      .slice(1)
      .map((index) => word.slice(0, index - 1) + word.charAt(index) + word.charAt(index - 1) + word.slice(index + 1)),
    ...at.flatMap((index) =>
      [...(NEIGHBORS[word.charAt(index)] ?? '')].map((key) => word.slice(0, index) + key + word.slice(index + 1)),
    ),
  ];
  return [...new Set(spellings)].filter((spelling) => spelling !== word);
}

/** A word and its plural or another ending: a shopper who means one is served by the other. */
function isFamily(a: string, b: string): boolean {
  return Math.min(a.length, b.length) > 2 && (a.startsWith(b) || b.startsWith(a));
}

/** Why a spelling may legitimately mean another word; `undefined` if it may not. */
function exclusion(word: string, spelling: string): string | undefined {
  if (slipsAllowed(spelling) === 0) return 'too short to be corrected';
  const slips = slipsBetween(spelling, word);
  for (const other of words.keys()) {
    if (other.startsWith(spelling)) return 'a word, or the beginning of one';
    const beginsAlike = other.slice(0, 3) === spelling.slice(0, 3);
    if (isFamily(other, word) || other.length <= 2 || (!beginsAlike && distance(spelling, other) > 2 * slips)) continue;
    if (slipsBetween(spelling, other, beginsAlike && other.length > spelling.length) <= slips)
      return 'another word is as near';
  }
  return undefined;
}

describe('every one-slip spelling of the 200 most common words finds the word first', () => {
  const common = [...words]
    .filter(([word]) => /^[a-z]{4,}$/.test(word))
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, 200)
    .map(([word]) => word);
  const cases = new Map(
    common.map((word) => [word, oneSlip(word).map((spelling) => ({ spelling, why: exclusion(word, spelling) }))]),
  );
  const tokens = new Map(products.map((product) => [product, [...searchEntries(product).keys()]]));

  it('leaves out few spellings: those of short words that are, or are as near to, another word', () => {
    const all = [...cases.values()].flat();
    expect(common).toHaveLength(200);
    expect(all.length).toBeGreaterThan(5_000);
    expect(all.filter(({ why }) => why !== undefined).length / all.length).toBeLessThan(0.2);
  });

  it.each(common)('%s', (word) => {
    const hasWord = (product: Product): boolean => tokens.get(product)?.some((token) => isFamily(token, word)) === true;
    const count = found(word).length;
    const wrong = (cases.get(word) ?? []).filter(({ spelling, why }) => {
      const first = found(spelling).slice(0, count);
      return why === undefined && !(first.length > 0 && first.every(hasWord));
    });
    expect(wrong).toEqual([]);
  });
});

describe('slips between words', () => {
  it.each([
    ['gold', 'gold', 0],
    ['glod', 'gold', 1],
    ['god', 'gold', 1],
    ['goold', 'gold', 1],
    ['gokd', 'gold', 1],
    ['earing', 'earrings', 2],
    ['', 'abc', 3],
    ['abc', '', 3],
    ['ca', 'abc', 3],
  ])('%s and %s: %d', (a, b, slips) => {
    expect(slipsBetween(a, b)).toBe(slips);
  });

  it('ignore the ending if requested', () => {
    expect(slipsBetween('earing', 'earrings', true)).toBe(1);
    expect(slipsBetween('earring', 'earrings', true)).toBe(0);
  });
});
