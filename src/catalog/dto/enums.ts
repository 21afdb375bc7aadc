import { registerEnumType } from '@nestjs/graphql';
import { CATEGORIES, METAL_TYPES, STONE_TYPES, SUBCATEGORIES } from '../../../migrations/index.js';
import { SORTS } from '../../listing/sort-orders.js';

/**
 * GraphQL names must not begin with a digit: `14k-gold` becomes `GOLD_14K`, `18k-white-gold` becomes `WHITE_GOLD_18K`;
 * all others are the upper-case value. The values themselves are the same as in REST.
 */
function enumName(value: string): string {
  const [, karat, rest] = /^(\d+k)-(.+)$/.exec(value) ?? [undefined, undefined, value];
  const name = (rest ?? value)
    .replace(/^-(.+)$/, '$1-desc')
    .replaceAll('-', '_')
    .toUpperCase();
  return karat === undefined ? name : `${name}_${karat.toUpperCase()}`;
}

function enumOf<T extends string>(values: readonly T[]): Readonly<Record<string, T>> {
  return Object.fromEntries(values.map((value) => [enumName(value), value]));
}

export const ProductCategoryEnum = enumOf(CATEGORIES);
export const ProductSubcategoryEnum = enumOf(SUBCATEGORIES);
export const MetalTypeEnum = enumOf(METAL_TYPES);
export const StoneTypeEnum = enumOf(STONE_TYPES);
export const ProductSortEnum = enumOf(SORTS);
export const TagsModeEnum = enumOf(['any', 'all']);
export const FacetKindEnum = enumOf(['terms', 'range', 'boolean']);
export const SuggestionKindEnum = enumOf(['product', 'category', 'subcategory', 'metal', 'stone', 'tag']);

registerEnumType(ProductCategoryEnum, { name: 'ProductCategory' });
registerEnumType(ProductSubcategoryEnum, { name: 'ProductSubcategory' });
registerEnumType(MetalTypeEnum, { name: 'MetalType', description: 'The metal of a product; gold by karat and color' });
registerEnumType(StoneTypeEnum, {
  name: 'StoneType',
  description: 'The main stone of a product; LAB_ values are lab-grown',
});
registerEnumType(ProductSortEnum, {
  name: 'ProductSort',
  description: 'Orders of a listing; ties are broken by id, so every order is total',
});
registerEnumType(TagsModeEnum, { name: 'TagsMode' });
registerEnumType(FacetKindEnum, { name: 'FacetKind' });
registerEnumType(SuggestionKindEnum, { name: 'SuggestionKind' });
