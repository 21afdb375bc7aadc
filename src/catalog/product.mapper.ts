import type { Product } from '../../migrations/index.js';
import { idText } from '../listing/product-id.js';
import type { FullProduct } from '../storage/product.repository.js';
import type { ProductDetailDTO, ProductListDTO } from './dto/product-list.dto.js';

/** What listings show of a product. The fields always come in this order, so equal products are equal bytes. */
export function toProductListDto(product: Product): ProductListDTO {
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
        sustainability: { recycled: metal.sustainability.recycled, ethicallySourced: metal.sustainability.ethicallySourced },
      },
      stone: stone === undefined ? undefined : {
        type: stone.type,
        carat: stone.carat,
        cut: stone.cut,
        clarity: stone.clarity,
        color: stone.color,
        certification: stone.certification,
        sustainability: { labGrown: stone.sustainability.labGrown, conflictFree: stone.sustainability.conflictFree, traceable: stone.sustainability.traceable },
      },
    },
    creator: product.creator === undefined ? undefined : { handle: product.creator.handle, name: product.creator.name },
  };
}

/** What a product page shows. */
export function toProductDetailDto({ product, detail }: FullProduct): ProductDetailDTO {
  return {
    ...toProductListDto(product),
    detail: {
      gallery: detail.gallery.map((image) => ({ ...image })),
      customization: {
        materials: detail.customization.materials.map((material) => ({ ...material })),
        gemstones: detail.customization.gemstones.map((gemstone) => ({ ...gemstone })),
        engraving: detail.customization.engraving,
      },
      sizes: [...detail.sizes],
      certifications: detail.certifications.map((certification) => ({ ...certification })),
      seo: { ...detail.seo, keywords: [...detail.seo.keywords] },
    },
  };
}
