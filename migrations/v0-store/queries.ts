import type { VersionQueries } from '../version-queries.js';

const self = (value: string): readonly unknown[] => [value];

const TYPES: Readonly<Record<string, readonly string[]>> = {
  rings: ['ring'],
  necklaces: ['necklace', 'pendant', 'chain'],
  earrings: ['earrings'],
  bracelets: ['bracelet', 'charm'],
};

/** The subcategory follows from the type alone: this shape has no field of that name. */
const TYPES_OF_SUBCATEGORY: Readonly<Record<string, readonly string[]>> = {
  pendants: ['pendant'],
  chains: ['chain'],
  'charm-bracelets': ['charm'],
  accessories: ['ring', 'necklace', 'earrings', 'bracelet'],
};

/** The raw material word of each metal that this shape can name; gold without a karat is mapped to 14 K. */
const METALS: Readonly<Record<string, string>> = { '14k-gold': 'gold', 'stainless-steel': 'steel' };

/** How v0 documents are asked for; "featured" is the trending flag here. */
export const queries: VersionQueries = {
  scope: { schemaVersion: null, basePrice: { $exists: true } },
  sort: {
    featured: 'analytics.trending',
    createdAt: 'createdAt',
    price: 'basePrice',
    name: 'name',
    carat: 'gemstones.0.carat',
  },
  notFeatured: [false, null],
  filters: {
    category: { path: 'type', raw: (value) => TYPES[value] ?? [] },
    subcategory: { path: 'type', raw: (value) => TYPES_OF_SUBCATEGORY[value] ?? [] },
    metal: { path: 'materials.0', raw: (value) => [METALS[value] ?? value] },
    stone: { path: 'gemstones.0.type', raw: self },
    creator: { path: 'creator.profile.handle', raw: self },
  },
  flags: {},
  words: { name: ['name'], description: ['description'], tags: ['metadata.tags', 'tags'] },
  slugs: ['seo.slug', 'slug'],
};
