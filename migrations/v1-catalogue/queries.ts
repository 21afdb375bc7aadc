import type { VersionQueries } from '../version-queries.js';

/** How to query for v1 documents. */
export const queries: VersionQueries = {
  scope: { schemaVersion: null, 'pricing.basePrice': { $exists: true } },
  slugs: ['seo.slug', 'slug'],
  words: { name: ['name'], description: ['description'], tags: ['metadata.tags', 'tags'] },
};
