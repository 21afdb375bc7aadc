import { termWords } from '../state/chips.js';
import type { Selection } from '../../../packages/storefront-address/selection.js';

/** The page's content in a few words: the search, the categories, or everything. */
export function headingOf({ q, terms }: Selection): string {
  const names = (terms.category ?? []).map((value) => termWords('category', value));
  const [first = 'All pieces', ...more] = names;
  const what = more.length === 0 ? first : `${[first, ...more.slice(0, -1)].join(', ')} and ${more.at(-1)}`;
  return q === '' ? what : `${what === 'All pieces' ? 'Results' : what} for “${q}”`;
}

/** `1 piece`, `12 pieces`, `1,200 pieces`. */
export function piecesWords(count: number): string {
  return count === 1 ? '1 piece' : `${count.toLocaleString('en-US')} pieces`;
}
