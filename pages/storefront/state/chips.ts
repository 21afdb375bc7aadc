import { metalWords, priceWords, stoneWords, upperFirst } from '../words/product-words.js';
import {
  FLAGS,
  type FlagKey,
  NOTHING,
  RANGES,
  type RangeKey,
  type Selection,
  TERMS,
  type TermsKey,
  withFlag,
  withRange,
  withTerms,
} from '../../../packages/storefront-address/selection.js';

/** A selected filter: its label and the selection without it. */
export interface Chip {
  /** Identifies a chip across renders. */
  readonly id: string;
  readonly text: string;
  readonly without: Selection;
}

const YES: Readonly<Record<FlagKey, string>> = {
  recycled: 'Recycled metal',
  ethicallySourced: 'Ethically sourced metal',
  labGrown: 'Lab-grown stone',
  conflictFree: 'Conflict-free stone',
  traceable: 'Traceable stone',
  inStock: 'In stock',
  onSale: 'On sale',
  customizable: 'Customizable',
  featured: 'Featured',
  bestseller: 'Bestseller',
  newArrival: 'New',
};

const NO: Readonly<Record<FlagKey, string>> = {
  recycled: 'Newly mined metal',
  ethicallySourced: 'Metal of unknown source',
  labGrown: 'Natural stone',
  conflictFree: 'Stone not known to be conflict-free',
  traceable: 'Stone of unknown source',
  inStock: 'Out of stock',
  onSale: 'Not reduced',
  customizable: 'Not customizable',
  featured: 'Not featured',
  bestseller: 'Not a bestseller',
  newArrival: 'Not new',
};

/** The label of a yes-or-no filter. */
export function flagWords(key: FlagKey, value: boolean): string {
  return (value ? YES : NO)[key];
}

/** The label of a named value. */
export function termWords(key: TermsKey, value: string): string {
  if (key === 'metal') return upperFirst(metalWords(value));
  if (key === 'availableIn') return `Available in ${metalWords(value)}`;
  if (key === 'stone') return upperFirst(value === 'other' ? 'other stone' : stoneWords(value));
  if (key === 'availableStone') return `Available with ${stoneWords(value)}`;
  if (key === 'cut') return `${upperFirst(value)} cut`;
  return upperFirst(value.replaceAll('-', ' '));
}

/** The label of bounds: `$100 to $500`, `From 0.5 ct`. */
export function rangeWords(
  key: RangeKey,
  { min, max }: { readonly min?: number | undefined; readonly max?: number | undefined },
): string {
  const words = (value: number): string => (key === 'price' ? priceWords(value, 'USD') : `${value} ct`);
  if (min === undefined) return max === undefined ? 'Any' : `Up to ${words(max)}`;
  return max === undefined ? `From ${words(min)}` : `${words(min)} to ${words(max)}`;
}

/** Everything selected, in the order of the filters; the search is not included, because it has its own box. */
export function chipsOf(selection: Selection): readonly Chip[] {
  const { terms, ranges, flags } = selection;
  return [
    ...TERMS.flatMap((key) =>
      (terms[key] ?? []).map((value) => ({
        id: `${key}=${value}`,
        text: termWords(key, value),
        without: withTerms(
          selection,
          key,
          (terms[key] ?? []).filter((other) => other !== value),
        ),
      })),
    ),
    ...RANGES.filter((key) => ranges[key] !== undefined).map((key) => ({
      id: key,
      text: rangeWords(key, ranges[key] ?? {}),
      without: withRange(selection, key, {}),
    })),
    ...FLAGS.filter((key) => flags[key] !== undefined).map((key) => ({
      id: key,
      text: flagWords(key, flags[key] ?? true),
      without: withFlag(selection, key, undefined),
    })),
  ];
}

/** The selection without any filter; search and order stay. */
export function withoutFilters({ q, sort }: Selection): Selection {
  return { ...NOTHING, q, sort };
}
