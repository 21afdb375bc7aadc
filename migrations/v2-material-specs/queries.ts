import type { VersionQueries } from '../version-queries.js';

const self = (value: string): readonly unknown[] => [value];

/** How v2 documents are asked for: every catalogue value stands at its own path, as it is. */
export const queries: VersionQueries = {
  scope: { schemaVersion: 2 },
  sort: {
    featured: 'metadata.featured',
    createdAt: 'createdAt',
    price: 'pricing.basePrice',
    name: 'name',
    carat: 'materialSpecs.stone.carat',
  },
  notFeatured: [false],
  filters: {
    category: { path: 'category', raw: self },
    subcategory: { path: 'subcategory', raw: self },
    metal: { path: 'materialSpecs.metal.type', raw: self },
    stone: { path: 'materialSpecs.stone.type', raw: self },
    creator: { path: 'creator.handle', raw: self },
  },
  flags: {
    inStock: 'inventory.available',
    recycled: 'materialSpecs.metal.sustainability.recycled',
    labGrown: 'materialSpecs.stone.sustainability.labGrown',
  },
  words: { name: ['name'], description: ['description'], tags: ['metadata.tags'] },
  slugs: ['slug'],
};
