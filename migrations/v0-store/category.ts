import type { Target } from '../document-version.js';
import type { StoredDocument } from '../stored-document.js';
import { plainWord } from '../material-words/words.js';
import { listedSubcategory, pluralCategory } from '../v1-catalogue/category.js';
import type { ProductCategory, ProductSubcategory } from '../vocabulary.js';

/** The types that name a subcategory, with their category and subcategory. */
const NARROW_TYPES: Readonly<Record<string, readonly [ProductCategory, ProductSubcategory]>> = {
  pendant: ['necklaces', 'pendants'],
  chain: ['necklaces', 'chains'],
  charm: ['bracelets', 'charm-bracelets'],
};

/** `category` and `subcategory` derived from this shape's `type`, if the document has none of its own. */
export function category(document: StoredDocument): readonly Target[] {
  const narrow = narrowType(document.type);
  const broad = narrow?.[0] ?? pluralCategory(document.type);
  return [
    ...(pluralCategory(document.category) === undefined && broad !== undefined
      ? [{ path: 'category', value: broad }]
      : []),
    ...(listedSubcategory(document.subcategory) === undefined && narrow !== undefined
      ? [{ path: 'subcategory', value: narrow[1] }]
      : []),
  ];
}

function narrowType(type: unknown): readonly [ProductCategory, ProductSubcategory] | undefined {
  const word = plainWord(type)?.replace(/s$/, '');
  return word !== undefined && Object.hasOwn(NARROW_TYPES, word) ? NARROW_TYPES[word] : undefined;
}

/** The `type` for a category and subcategory; `undefined` if this shape has no word for the category. */
export function typeOf(category: unknown, subcategory: unknown): string | undefined {
  const narrow = Object.entries(NARROW_TYPES).find(
    ([, [broad, narrower]]) => broad === category && narrower === subcategory,
  );
  if (narrow !== undefined) return narrow[0];
  const plural = pluralCategory(category);
  if (plural === undefined || plural === 'jewelry') return undefined;
  return plural === 'earrings' ? plural : plural.slice(0, -1);
}
