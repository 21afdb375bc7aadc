import type { DocumentVersion } from '../document-version.js';
import { statedStones } from '../material-words/stone.js';
import { dialectOf } from './dialect.js';
import { ADOPTION, downgrade } from './downgrade.js';
import { queries } from './queries.js';
import { recognises } from './recognise.js';
import { upgrade } from './upgrade.js';

/** The catalog seeder's and the admin panel's shape, in both of its dialects: most of the legacy documents. */
export const v1: DocumentVersion = {
  version: 1,
  name: 'catalogue',
  recognises,
  sources: [
    'schemaVersion',
    'name',
    'description',
    'category',
    'subcategory',
    'seo.slug',
    'slug',
    'media.primary',
    'images',
    'imageUrl',
    'pricing.basePrice',
    'basePrice',
    'price',
    'pricing.currency',
    'currency',
    'metadata.status',
    'inventory.available',
    'inventory.quantity',
    'inventory.reserved',
    'metadata.featured',
    'metadata.bestseller',
    'metadata.newArrival',
    'metadata.tags',
    'tags',
    'metadata.primaryMetal',
    'customization.materials',
    'materials',
    'customization.gemstones',
    'gemstones',
    'creator.profile.handle',
    'creator.profile.name',
    'creator.handle',
    'creator.name',
    'createdAt',
    'newer',
  ],
  recognisedBy: ['schemaVersion', 'pricing.basePrice'],
  firstElementOf: ['customization.materials', 'materials', 'customization.gemstones', 'gemstones'],
  dialectOf,
  stones: statedStones,
  upgrade,
  downgrade,
  adoption: ADOPTION,
  superseded: [
    'basePrice',
    'price',
    'currency',
    'tags',
    'imageUrl',
    'media.primary',
    'metadata.primaryMetal',
    'seo.slug',
  ],
  queries,
};
