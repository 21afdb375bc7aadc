import type { DocumentVersion } from '../document-version.js';
import { statedStones } from '../material-words/stone.js';
import { downgrade } from './downgrade.js';
import { queries } from './queries.js';
import { recognises } from './recognise.js';
import { upgrade } from './upgrade.js';

/** The first shop's shape: the price at the top level, an inventory item per variant, materials as words. */
export const v0: DocumentVersion = {
  version: 0,
  name: 'store',
  recognises,
  sources: [
    'basePrice',
    'price',
    'type',
    'category',
    'subcategory',
    'status',
    'metadata.status',
    'metadata.featured',
    'analytics.trending',
    'inventory',
    'pricing',
    'schemaVersion',
    'newer',
  ],
  recognisedBy: ['schemaVersion', 'basePrice', 'pricing.basePrice'],
  stones: statedStones,
  upgrade,
  downgrade,
  superseded: ['basePrice', 'price', 'type', 'status'],
  queries,
};
