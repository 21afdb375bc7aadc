import type { Product } from '../../migrations/index.js';
import { toListedProduct } from '../listing/listed-product.js';
import type { FullProduct } from '../products/product.repository.js';
import type { ProductDetailDTO, ProductListDTO } from './dto/product-list.dto.js';

/** The listing's fields of a product. */
export function toProductListDto(product: Product): ProductListDTO {
  return toListedProduct(product) as ProductListDTO;
}

/** The product page's fields. */
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
