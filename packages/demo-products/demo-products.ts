import type { Document } from 'mongodb';

import { catalogDocument } from './catalog-document.js';
import { BRACELETS, OTHER_JEWELRY } from './data/bracelets.js';
import { EARRINGS } from './data/earrings.js';
import { LATER_PRODUCTS } from './data/later-products.js';
import { NECKLACES } from './data/necklaces.js';
import { RINGS } from './data/rings.js';
import { STORE_PRODUCTS } from './data/store-products.js';

/**
 * The demo's 75 products as their legacy writers left them: 58 in the catalog shape, 8 of the first shop, 9 of the
 * later writer. Every call returns the same documents as new objects.
 */
export function demoProducts(): Document[] {
  const byCategory = [
    ['rings', RINGS],
    ['necklaces', NECKLACES],
    ['earrings', EARRINGS],
    ['bracelets', BRACELETS],
    ['jewelry', OTHER_JEWELRY],
  ] as const;
  const catalog = byCategory
    .flatMap(([category, entries]) => entries.map((entry) => ({ category, entry })))
    .map(({ category, entry }, index) => catalogDocument(entry, category, index + 1));
  return [...STORE_PRODUCTS.map((make) => make()), ...catalog, ...LATER_PRODUCTS.map((make) => make())];
}
