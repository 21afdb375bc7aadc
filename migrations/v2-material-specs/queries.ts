import type { VersionQueries } from '../version-queries.js';

/** How to query for v2 documents: every value of the catalog has its own path and is stored as is. */
export const queries: VersionQueries = {
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
