import { finiteNumber, isPlainObject, nonBlank, numberOf } from '../bson-value.js';
import type { PlainObject } from '../bson-value.js';
import { getAt } from '../document-path.js';
import type { Discovery, MaterialSpecs } from '../product.js';
import type { StoredDocument } from '../stored-document.js';
import { metalTypeOf } from '../material-words/metal.js';
import { stoneTypeOf } from '../material-words/stone.js';
import { GEMSTONE_PLACES, MATERIAL_PLACES, storedOptions } from './options.js';

const COLLECTIONS = 'metadata.collections';
const NOTHING: PlainObject = {};
/** Where writers left the price before a reduction. */
const EARLIER_PRICES = ['pricing.originalPrice', 'pricing.compareAtPrice', 'compareAtPrice', 'originalPrice'] as const;

/** Every path that `discovery` reads. No upgrade and no cleanup touches these. */
export const DISCOVERY_PATHS: readonly string[] = [
  COLLECTIONS,
  'analytics.views',
  'analytics.purchases',
  ...EARLIER_PRICES,
  ...MATERIAL_PLACES,
  ...GEMSTONE_PLACES,
];

/** The fields read of each option. */
const MATERIAL_FIELDS = ['type', 'name', 'id', 'purity'];
const GEMSTONE_FIELDS = ['type', 'name', 'isLabGrown', 'sustainability.labGrown'];
export const DISCOVERY_FIELDS: Readonly<Record<string, readonly string[]>> = Object.fromEntries([
  ...MATERIAL_PLACES.map((path) => [path, MATERIAL_FIELDS] as const),
  ...GEMSTONE_PLACES.map((path) => [path, GEMSTONE_FIELDS] as const),
]);

/** What a product is found by besides its own content. Never fails: unusable values count as missing. */
export function discovery(document: StoredDocument, { metal, stone }: MaterialSpecs, basePrice: number): Discovery {
  const materials = storedOptions(document, MATERIAL_PLACES);
  const gemstones = storedOptions(document, GEMSTONE_PLACES);
  const analytics = isPlainObject(document.analytics) ? document.analytics : NOTHING;
  return {
    collections: names(getAt(document, COLLECTIONS)),
    // An edited product may be of a metal that its options do not name.
    metals: distinct([metal.type], materials, metalTypeOf),
    stones: distinct(stone === undefined ? [] : [stone.type], gemstones, stoneTypeOf),
    customizable: materials.length > 0,
    onSale: EARLIER_PRICES.some((path) => (finiteNumber(getAt(document, path)) ?? 0) > basePrice),
    views: count(analytics.views),
    purchases: count(analytics.purchases),
  };
}

/** The existing kinds and those of the options, without duplicates. */
function distinct<Kind, Option>(
  kinds: Kind[],
  options: readonly Option[],
  kindOf: (option: Option) => Kind,
): readonly Kind[] {
  for (const option of options) {
    const kind = kindOf(option);
    if (!kinds.includes(kind)) kinds.push(kind);
  }
  return kinds;
}

function names(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return [...new Set((value as readonly unknown[]).flatMap((item) => nonBlank(item)?.trim() ?? []))];
}

/** A count of at least 0; adding 0 turns a stored -0 into 0. */
function count(value: unknown): number {
  return Math.max(0, numberOf(value) ?? 0) + 0;
}
