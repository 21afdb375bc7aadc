import { idText } from './product-id.js';
/** What listings show of a product. The fields always come in this order, so equal products are equal bytes. */
export function toListedProduct(product) {
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
            stone: stone === undefined
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
