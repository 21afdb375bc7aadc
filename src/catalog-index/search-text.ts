import type { Product } from '../../migrations/index.js';
import { labelOf } from '../listing/labels.js';

/** How much a word counts by where it stands; a word that stands in several places counts by the best. */
const WEIGHTS = { name: 8, tag: 5, material: 4, description: 1 } as const;

/** Only so much of a description is searched. */
const MAX_DESCRIPTION = 2_000;

/** The words of a text: compatibility-decomposed, without accents, in lower case; letters and digits make words. */
export function tokenize(text: string): string[] {
  return text.normalize('NFKD').replace(/\p{M}+/gu, '').toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Every word that finds a product, with its weight. */
export function searchEntries(product: Product): Map<string, number> {
  const entries = new Map<string, number>();
  const put = (text: string, weight: number): void => {
    for (const token of tokenize(text)) {
      if ((entries.get(token) ?? 0) < weight) entries.set(token, weight);
    }
  };
  const { metal, stone } = product.materialSpecs;
  put(product.name, WEIGHTS.name);
  for (const tag of product.metadata.tags) put(tag, WEIGHTS.tag);
  put(labelOf('metal', metal.type), WEIGHTS.material);
  if (stone !== undefined) put(labelOf('stone', stone.type), WEIGHTS.material);
  put(product.category, WEIGHTS.material);
  put(product.subcategory, WEIGHTS.material);
  put(product.description.slice(0, MAX_DESCRIPTION), WEIGHTS.description);
  return entries;
}

/** How well a searched word fits a product's word: 2 for the word itself, 1 for its beginning, 0 for no fit. */
export function wordFit(searched: string, token: string): 0 | 1 | 2 {
  if (token === searched) return 2;
  return searched.length >= 2 && token.startsWith(searched) ? 1 : 0;
}
