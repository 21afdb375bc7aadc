import { finiteNumber, nonBlank, numberOf } from '../bson-value.js';
import { getAt } from '../document-path.js';
import type { Discovery, MaterialSpecs } from '../product.js';
import type { StoredDocument } from '../stored-document.js';
import { metalTypeOf } from '../v1-catalogue/metal.js';
import { stoneTypeOf } from '../v1-catalogue/stone.js';
import { GEMSTONE_PLACES, MATERIAL_PLACES, storedOptions } from './options.js';

const COLLECTIONS = 'metadata.collections';
const VIEWS = 'analytics.views';
const PURCHASES = 'analytics.purchases';
/** Where the writers of the shapes left the price before a reduction. */
const EARLIER_PRICES = ['pricing.originalPrice', 'pricing.compareAtPrice', 'compareAtPrice', 'originalPrice'] as const;

/** Every path that `discovery` looks at. No upgrade and no cleanup touches what stands there. */
export const DISCOVERY_PATHS: readonly string[] = [
  COLLECTIONS, VIEWS, PURCHASES, ...EARLIER_PRICES, ...MATERIAL_PLACES, ...GEMSTONE_PLACES,
];

/** Of each option, what is looked at. */
const MATERIAL_FIELDS = ['type', 'name', 'id', 'purity'];
const GEMSTONE_FIELDS = ['type', 'name', 'isLabGrown', 'sustainability.labGrown'];
export const DISCOVERY_FIELDS: Readonly<Record<string, readonly string[]>> = Object.fromEntries([
  ...MATERIAL_PLACES.map((path) => [path, MATERIAL_FIELDS] as const), ...GEMSTONE_PLACES.map((path) => [path, GEMSTONE_FIELDS] as const),
]);

/** What a product is found by beside its own content. It never fails: what cannot be used counts as missing. */
export function discovery(document: StoredDocument, { metal, stone }: MaterialSpecs, basePrice: number): Discovery {
  const materials = storedOptions(document, MATERIAL_PLACES);
  const gemstones = storedOptions(document, GEMSTONE_PLACES);
  return {
    collections: names(getAt(document, COLLECTIONS)),
    // An edited product may be of a metal that its options do not name.
    metals: [...new Set([metal.type, ...materials.map(metalTypeOf)])],
    stones: [...new Set([...(stone === undefined ? [] : [stone.type]), ...gemstones.map(stoneTypeOf)])],
    customizable: materials.length > 0,
    onSale: EARLIER_PRICES.some((path) => (finiteNumber(getAt(document, path)) ?? 0) > basePrice),
    views: count(getAt(document, VIEWS)),
    purchases: count(getAt(document, PURCHASES)),
  };
}

function names(value: unknown): readonly string[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  return [...new Set(items.flatMap((item) => nonBlank(item)?.trim() ?? []))];
}

/** A count of at least 0; adding 0 makes of a stored -0 the 0 that it equals. */
function count(value: unknown): number {
  return Math.max(0, numberOf(value) ?? 0) + 0;
}
