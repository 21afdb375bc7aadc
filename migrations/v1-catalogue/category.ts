import type { Target } from '../document-version.js';
import { success } from '../outcome.js';
import type { Outcome } from '../outcome.js';
import type { StoredDocument } from '../stored-document.js';
import { DEFAULT_CATEGORY, DEFAULT_SUBCATEGORY } from '../defaults.js';
import { plainWord } from '../material-words/words.js';
import { SUBCATEGORIES } from '../vocabulary.js';
import type { ProductCategory, ProductSubcategory } from '../vocabulary.js';

const PLURALS: Readonly<Record<string, ProductCategory>> = {
  ring: 'rings',
  rings: 'rings',
  necklace: 'necklaces',
  necklaces: 'necklaces',
  earring: 'earrings',
  earrings: 'earrings',
  bracelet: 'bracelets',
  bracelets: 'bracelets',
  jewelry: 'jewelry',
  jewellery: 'jewelry',
};

/** The catalog's category for a writer's word, singular or plural, in any case. */
export function pluralCategory(value: unknown): ProductCategory | undefined {
  const word = plainWord(value);
  return word !== undefined && Object.hasOwn(PLURALS, word) ? PLURALS[word] : undefined;
}

/** The subcategory if the catalog lists it, in any case. */
export function listedSubcategory(value: unknown): ProductSubcategory | undefined {
  const word = plainWord(value);
  return SUBCATEGORIES.find((candidate) => candidate === word);
}

/** `category`, from the plural of the same field. */
export function category(document: StoredDocument): Outcome<readonly Target[]> {
  const path = 'category';
  const value = pluralCategory(document.category);
  return value === undefined
    ? success(
        [{ path, value: DEFAULT_CATEGORY }],
        [{ path, problem: `No known category; using "${DEFAULT_CATEGORY}"` }],
      )
    : success([{ path, value }]);
}

/** `subcategory`, if it is listed. */
export function subcategory(document: StoredDocument): Outcome<readonly Target[]> {
  const path = 'subcategory';
  const value = listedSubcategory(document.subcategory);
  return value === undefined
    ? success(
        [{ path, value: DEFAULT_SUBCATEGORY }],
        [{ path, problem: `No known subcategory; using "${DEFAULT_SUBCATEGORY}"` }],
      )
    : success([{ path, value }]);
}
