/** How v2 documents are asked for: every value of the catalog stands at its own path, as it is. */
export const queries = {
    scope: { schemaVersion: 2 },
    slugs: ['slug'],
    words: { name: ['name'], description: ['description'], tags: ['metadata.tags'] },
    places: {
        category: 'category',
        metal: 'materialSpecs.metal.type',
        stone: 'materialSpecs.stone.type',
        carat: 'materialSpecs.stone.carat',
        price: 'pricing.basePrice',
        inStock: 'inventory.available',
        recycled: 'materialSpecs.metal.sustainability.recycled',
        labGrown: 'materialSpecs.stone.sustainability.labGrown',
        featured: 'metadata.featured',
        createdAt: 'createdAt',
    },
};
