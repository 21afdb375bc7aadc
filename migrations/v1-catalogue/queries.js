/** How v1 documents are asked for. */
export const queries = {
    scope: { schemaVersion: null, 'pricing.basePrice': { $exists: true } },
    slugs: ['seo.slug', 'slug'],
    words: { name: ['name'], description: ['description'], tags: ['metadata.tags', 'tags'] },
};
