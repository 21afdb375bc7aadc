import type { VersionQueries } from '../version-queries.js';

/** How to query for v0 documents. */
export const queries: VersionQueries = {
  scope: { schemaVersion: null, basePrice: { $exists: true } },
  slugs: ['seo.slug', 'slug'],
  words: { name: ['name'], description: ['description'], tags: ['metadata.tags', 'tags'] },
};
