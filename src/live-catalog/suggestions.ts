import { CATEGORIES, METAL_TYPES, STONE_TYPES, SUBCATEGORIES } from '../../migrations/index.js';
import { labelOf } from '../listing/labels.js';
import { idText } from '../listing/product-id.js';
import type { SingleTermsKey } from '../listing/filters.js';
import type { Columns } from './columns.js';
import { tokenize, wordFit } from './search-text.js';
import { TextSearch } from './text-search.js';

/** Something a shopper may mean: a product to open, or a filter to select. */
export interface Suggestion {
  readonly kind: 'product' | 'category' | 'subcategory' | 'metal' | 'stone' | 'tag';
  /** Display text. */
  readonly text: string;
  /** The query to run when it is chosen: `slugs=…` finds a product, the others are listing parameters. */
  readonly query: string;
  /** The product's id, if it is a product. */
  readonly id?: string;
  /** Number of public products that match a filter. */
  readonly count?: number;
}

const VOCABULARIES = {
  category: CATEGORIES,
  subcategory: SUBCATEGORIES,
  metal: METAL_TYPES,
  stone: STONE_TYPES,
} as const;

/** Suggestions for the text typed so far, filters first. Words may be unfinished or misspelled. */
export function suggest(columns: Columns, text: string, limit: number): readonly Suggestion[] {
  const search = new TextSearch(columns, text);
  const words = tokenize(search.corrected ?? text);
  if (words.length === 0) return [];
  const filters = filterSuggestions(columns, words).slice(0, Math.ceil(limit / 2));
  return [...filters, ...productSuggestions(columns, search, limit - filters.length)];
}

function filterSuggestions(columns: Columns, words: readonly string[]): Suggestion[] {
  const fits = (label: string): boolean => {
    const tokens = tokenize(label);
    return words.every((word) => tokens.some((token) => wordFit(word, token) > 0));
  };
  const found: Suggestion[] = [];
  for (const [key, values] of Object.entries(VOCABULARIES) as [keyof typeof VOCABULARIES, readonly string[]][]) {
    for (const value of values.filter((one) => fits(labelOf(key, one)))) {
      const count = countTerm(columns, key, value);
      if (count > 0) found.push({ kind: key, text: labelOf(key, value), query: `${key}=${value}`, count });
    }
  }
  for (const [tag, code] of columns.dictionaries.tags.entries()) {
    if (!fits(tag)) continue;
    const count = columns.counts.tags[code] ?? 0;
    if (count > 0)
      found.push({ kind: 'tag', text: tag, query: `tags=${encodeURIComponent(tag.replaceAll(',', '\\,'))}`, count });
  }
  return found.sort((a, b) => (b.count ?? 0) - (a.count ?? 0));
}

function countTerm(columns: Columns, key: SingleTermsKey, value: string): number {
  const code = columns.dictionaries[key].find(value);
  return code === 0 ? 0 : (columns.counts[key][code] ?? 0);
}

function productSuggestions(columns: Columns, search: TextSearch, limit: number): Suggestion[] {
  const scored: { readonly row: number; readonly score: number }[] = [];
  for (let row = 0; row < columns.length; row++) {
    const score = columns.visible[row] === 1 ? search.score(row) : 0;
    if (score > 0) scored.push({ row, score });
  }
  scored.sort((a, b) => b.score - a.score || columns.compareIds(a.row, b.row));
  return scored.slice(0, Math.max(0, limit)).map(({ row }) => ({
    kind: 'product' as const,
    text: columns.names[row] ?? '',
    query: `slugs=${encodeURIComponent(columns.slugs[row] ?? '')}`,
    id: idText(columns.idOf(row)),
  }));
}
