import type { VersionQueries } from '../version-queries.js';

const self = (value: string): readonly unknown[] => [value];

const SINGULAR: Readonly<Record<string, string>> = { rings: 'ring', necklaces: 'necklace', earrings: 'earring', bracelets: 'bracelet' };

/** The raw material types that a gold colour or another metal is written as; the karat stands in other fields. */
function metalWord(metal: string): string {
  return metal.replace(/^\d+k-/, '');
}

/** How v1 documents are asked for: the first material and the first gemstone decide, as in the mapping. */
export const queries: VersionQueries = {
  scope: { schemaVersion: null, 'pricing.basePrice': { $exists: true } },
  sort: {
    featured: 'metadata.featured',
    createdAt: 'createdAt',
    price: 'pricing.basePrice',
    name: 'name',
    carat: 'customization.gemstones.0.carat',
  },
  notFeatured: [false, null],
  filters: {
    category: {
      path: 'category',
      raw: (value) => [value, ...(SINGULAR[value] === undefined ? [] : [SINGULAR[value]])],
    },
    subcategory: { path: 'subcategory', raw: self },
    metal: { path: 'customization.materials.0.type', raw: (value) => [metalWord(value)] },
    stone: {
      path: 'customization.gemstones.0.type',
      raw: (value) => [value === 'moissanite' ? 'other' : value.replace(/^lab-/, '')],
    },
    creator: { path: 'creator.profile.handle', raw: self },
  },
  // What is in stock follows from status and counts together, and a stone is lab-grown by any of three fields.
  flags: {},
  words: { name: ['name'], description: ['description'], tags: ['metadata.tags', 'tags'] },
  slugs: ['seo.slug', 'slug'],
};
