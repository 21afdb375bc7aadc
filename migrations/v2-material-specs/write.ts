import type { Change } from '../document-version.js';
import type { Product } from '../product.js';

/** The fields of this shape for a product's content: each at its path, optional ones absent if the product has none. */
export function write(product: Product): readonly Change[] {
  const {
    pricing,
    inventory,
    metadata,
    materialSpecs: { metal, stone },
    creator,
  } = product;
  const fields: Readonly<Record<string, unknown>> = {
    name: product.name,
    description: product.description,
    category: product.category,
    subcategory: product.subcategory,
    slug: product.slug,
    primaryImage: product.primaryImage,
    'pricing.basePrice': pricing.basePrice,
    'pricing.currency': pricing.currency,
    'inventory.available': inventory.available,
    'inventory.quantity': inventory.quantity,
    'metadata.featured': metadata.featured,
    'metadata.bestseller': metadata.bestseller,
    'metadata.newArrival': metadata.newArrival,
    'metadata.tags': [...metadata.tags],
    'metadata.status': product.status,
    'materialSpecs.metal.type': metal.type,
    'materialSpecs.metal.purity': metal.purity,
    'materialSpecs.metal.finish': metal.finish,
    'materialSpecs.metal.sustainability.recycled': metal.sustainability.recycled,
    'materialSpecs.metal.sustainability.ethicallySourced': metal.sustainability.ethicallySourced,
    ...(stone === undefined ? { 'materialSpecs.stone': undefined } : stoneFields(stone)),
    'creator.handle': creator?.handle,
    'creator.name': creator?.name,
  };
  return Object.entries(fields).map(([path, value]) =>
    value === undefined ? { path, absent: true } : { path, value },
  );
}

function stoneFields(stone: NonNullable<Product['materialSpecs']['stone']>): Readonly<Record<string, unknown>> {
  const at = 'materialSpecs.stone';
  return {
    [`${at}.type`]: stone.type,
    [`${at}.carat`]: stone.carat,
    [`${at}.cut`]: stone.cut,
    [`${at}.clarity`]: stone.clarity,
    [`${at}.color`]: stone.color,
    [`${at}.certification`]: stone.certification,
    [`${at}.sustainability.labGrown`]: stone.sustainability.labGrown,
    [`${at}.sustainability.conflictFree`]: stone.sustainability.conflictFree,
    [`${at}.sustainability.traceable`]: stone.sustainability.traceable,
  };
}
