import {
  MetalTypeEnum,
  ProductCategoryEnum,
  ProductSubcategoryEnum,
  StoneTypeEnum,
} from '../../src/catalog/dto/enums.js';
import type { ListingFilter } from '../../src/listing/filters.js';

/** A filter as the query string of the REST listing. */
export function toRestParameters(filter: ListingFilter): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const [key, values] of Object.entries(filter.terms))
    parameters.set(key, values.map((value) => value.replaceAll(',', '\\,')).join(','));
  for (const [key, value] of Object.entries(filter.flags)) parameters.set(key, String(value));
  for (const [key, { min, max }] of Object.entries(filter.ranges)) {
    if (min !== undefined) parameters.set(`${key}Min`, String(min));
    if (max !== undefined) parameters.set(`${key}Max`, String(max));
  }
  if (filter.tagsMode === 'all') parameters.set('tagsMode', 'all');
  if (filter.q !== undefined) parameters.set('q', filter.q);
  if (filter.ids !== undefined) parameters.set('ids', filter.ids.join(','));
  return parameters;
}

/** The same filter as the GraphQL input. */
export function toGraphqlFilter({ terms, flags, ranges, tagsMode, q, ids }: ListingFilter): object {
  const named = (
    enumeration: Readonly<Record<string, string>>,
    values: readonly string[] | undefined,
  ): object | undefined =>
    values === undefined
      ? undefined
      : { in: values.map((value) => Object.keys(enumeration).find((name) => enumeration[name] === value)) };
  const free = (values: readonly string[] | undefined): object | undefined =>
    values === undefined ? undefined : { in: values };
  return {
    category: named(ProductCategoryEnum, terms.category),
    subcategory: named(ProductSubcategoryEnum, terms.subcategory),
    metal: {
      type: named(MetalTypeEnum, terms.metal),
      purity: free(terms.purity),
      finish: free(terms.finish),
      recycled: flags.recycled,
      ethicallySourced: flags.ethicallySourced,
    },
    stone: {
      type: named(StoneTypeEnum, terms.stone),
      cut: free(terms.cut),
      clarity: free(terms.clarity),
      color: free(terms.color),
      certification: free(terms.certification),
      carat: ranges.carat,
      labGrown: flags.labGrown,
      conflictFree: flags.conflictFree,
      traceable: flags.traceable,
    },
    availableIn: named(MetalTypeEnum, terms.availableIn),
    availableStone: named(StoneTypeEnum, terms.availableStone),
    price: ranges.price,
    tags: terms.tags === undefined ? undefined : { in: terms.tags, mode: tagsMode === 'all' ? 'ALL' : 'ANY' },
    collection: free(terms.collection),
    creator: free(terms.creator),
    currency: free(terms.currency),
    inStock: flags.inStock,
    onSale: flags.onSale,
    customizable: flags.customizable,
    featured: flags.featured,
    bestseller: flags.bestseller,
    newArrival: flags.newArrival,
    q,
    ids,
  };
}

/** All fields of a listed product in GraphQL. */
export const PRODUCT_FIELDS = `_id name description category subcategory slug primaryImage
  pricing { basePrice currency } inventory { available quantity }
  metadata { featured bestseller newArrival tags }
  materialSpecs { metal { type purity finish sustainability { recycled ethicallySourced } }
    stone { type carat cut clarity color certification sustainability { labGrown conflictFree traceable } } }
  creator { handle name }`;

/** A GraphQL product in its REST form: enum names as values, absent fields omitted. */
export function asRestProduct(product: unknown): unknown {
  const values = new Map(
    Object.entries({ ...ProductCategoryEnum, ...ProductSubcategoryEnum, ...MetalTypeEnum, ...StoneTypeEnum }),
  );
  return JSON.parse(JSON.stringify(product), (key, value: unknown) => {
    if (value === null) return undefined;
    return ['category', 'subcategory', 'type'].includes(key) && typeof value === 'string'
      ? (values.get(value) ?? value)
      : value;
  });
}
