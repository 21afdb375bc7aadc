import type { DocumentVersion } from '../document-version.js';
import { DISCOVERY_FIELDS, DISCOVERY_PATHS } from './discovery.js';
import { queries } from './queries.js';
import { readDetail } from './read-detail.js';
import { stones } from './stones.js';
import { lacks, read } from './read.js';
import { recognises } from './recognise.js';
import { write } from './write.js';

/** The shape of this service: every catalog field at its own path, the material in full detail. */
export const v2: DocumentVersion = {
  version: 2,
  name: 'material specs',
  recognises,
  sources: [
    'schemaVersion',
    'revision',
    'name',
    'description',
    'category',
    'subcategory',
    'slug',
    'primaryImage',
    'pricing.basePrice',
    'pricing.currency',
    'inventory.available',
    'inventory.quantity',
    'inventory.onHand',
    'metadata.featured',
    'metadata.bestseller',
    'metadata.newArrival',
    'metadata.tags',
    'metadata.status',
    'materialSpecs',
    'creator.handle',
    'creator.name',
    'createdAt',
  ],
  recognisedBy: ['schemaVersion'],
  alsoRead: DISCOVERY_PATHS,
  elementFields: DISCOVERY_FIELDS,
  read,
  lacks,
  write,
  readDetail,
  stones,
  queries,
};
