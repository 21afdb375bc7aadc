import { getAt } from './document-path.js';
import { newDocument } from './edit.js';
import type { StoredDocument } from './stored-document.js';
import { UNSPECIFIED } from './defaults.js';
import { VERSIONS } from './versions.js';

const OWN = new Set(VERSIONS.at(-1)?.queries.slugs ?? []);

/** Paths at which older versions keep a product's slug, besides the latest version's own. */
export const SLUG_COPIES: readonly string[] = [...new Set(VERSIONS.flatMap(({ queries }) => queries.slugs))].filter(
  (path) => !OWN.has(path),
);

/** Those of them at which a document holds this slug. */
export function slugCopiesOf(document: StoredDocument, slug: string): readonly string[] {
  return SLUG_COPIES.filter((path) => getAt(document, path) === slug);
}

/** The paths of all fields that every product of this service has when it is created. */
export function createdPaths(): readonly string[] {
  return (created ??= leaves(blankDocument(), ''));
}
let created: readonly string[] | undefined;

function blankDocument(): StoredDocument {
  return newDocument(
    {
      id: 0,
      name: '-',
      description: '-',
      category: 'jewelry',
      subcategory: 'accessories',
      slug: '-',
      primaryImage: '-',
      status: 'active',
      pricing: { basePrice: 0, currency: 'USD' },
      inventory: { available: true },
      metadata: { featured: false, bestseller: false, newArrival: false, tags: [] },
      materialSpecs: {
        metal: {
          type: UNSPECIFIED,
          purity: UNSPECIFIED,
          finish: '-',
          sustainability: { recycled: false, ethicallySourced: false },
        },
      },
      discovery: {
        collections: [],
        metals: [],
        stones: [],
        customizable: false,
        onSale: false,
        views: 0,
        purchases: 0,
      },
    },
    new Date(0),
  );
}

function leaves(value: object, under: string): string[] {
  return Object.entries(value).flatMap(([key, item]: [string, unknown]) => {
    const path = `${under}${key}`;
    const isObject = typeof item === 'object' && item !== null && !Array.isArray(item) && !(item instanceof Date);
    return isObject ? leaves(item, `${path}.`) : [path];
  });
}
