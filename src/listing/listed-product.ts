import type { MetalType, Product, ProductCategory, ProductSubcategory, StoneType } from '../../migrations/index.js';
import { idText } from './product-id.js';

/** A product as listings show it: plain data, the same for every API. */
export interface ListedProduct {
  _id: string;
  name: string;
  description: string;
  category: ProductCategory;
  subcategory: ProductSubcategory;
  slug: string;
  primaryImage: string;
  pricing: { basePrice: number; currency: string };
  inventory: { available: boolean; quantity?: number | undefined };
  metadata: { featured: boolean; bestseller: boolean; newArrival: boolean; tags: string[] };
  materialSpecs: {
    metal: {
      type: MetalType;
      purity: string;
      finish: string;
      sustainability: { recycled: boolean; ethicallySourced: boolean };
    };
    stone?: ListedStone | undefined;
  };
  creator?: { handle: string; name: string } | undefined;
}

/** The main stone of a listed product. */
export interface ListedStone {
  type: StoneType;
  carat?: number | undefined;
  cut?: string | undefined;
  clarity?: string | undefined;
  color?: string | undefined;
  certification: string;
  sustainability: { labGrown: boolean; conflictFree: boolean; traceable: boolean };
}

/** Converts a product to its listed form. The fields always have this order, so equal products have equal bytes. */
export function toListedProduct(product: Product): ListedProduct {
  const { metal, stone } = product.materialSpecs;
  return {
    _id: idText(product.id),
    name: product.name,
    description: product.description,
    category: product.category,
    subcategory: product.subcategory,
    slug: product.slug,
    primaryImage: product.primaryImage,
    pricing: { basePrice: product.pricing.basePrice, currency: product.pricing.currency },
    inventory: { available: product.inventory.available, quantity: product.inventory.quantity },
    metadata: {
      featured: product.metadata.featured,
      bestseller: product.metadata.bestseller,
      newArrival: product.metadata.newArrival,
      tags: [...product.metadata.tags],
    },
    materialSpecs: {
      metal: {
        type: metal.type,
        purity: metal.purity,
        finish: metal.finish,
        sustainability: {
          recycled: metal.sustainability.recycled,
          ethicallySourced: metal.sustainability.ethicallySourced,
        },
      },
      stone:
        stone === undefined
          ? undefined
          : {
              type: stone.type,
              carat: stone.carat,
              cut: stone.cut,
              clarity: stone.clarity,
              color: stone.color,
              certification: stone.certification,
              sustainability: {
                labGrown: stone.sustainability.labGrown,
                conflictFree: stone.sustainability.conflictFree,
                traceable: stone.sustainability.traceable,
              },
            },
    },
    creator: product.creator === undefined ? undefined : { handle: product.creator.handle, name: product.creator.name },
  };
}
