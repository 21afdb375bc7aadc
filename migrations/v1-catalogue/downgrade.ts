import { isPlainObject, numberOf } from '../bson-value.js';
import type { Change, Target } from '../document-version.js';
import { getAt, overlay, removeAt } from '../document-path.js';
import type { MaterialSpecs } from '../product.js';
import type { StoredDocument } from '../stored-document.js';
import { materialSpecs } from './material-specs.js';
import { imagePlaced } from './place-image.js';
import { metalPlaced } from './place-metal.js';
import { stonePlaced } from './place-stone.js';

/** v2 fields that this shape keeps at the same place. */
const SAME = [
  'name', 'description', 'category', 'subcategory', 'pricing.basePrice', 'pricing.currency',
  'metadata.status', 'metadata.featured', 'metadata.bestseller', 'metadata.newArrival', 'metadata.tags',
];

/** v2 fields that this shape keeps elsewhere. */
const MOVED: Readonly<Record<string, string>> = {
  slug: 'seo.slug',
  'inventory.quantity': 'inventory.available',
  'inventory.onHand': 'inventory.quantity',
  'creator.handle': 'creator.profile.handle',
  'creator.name': 'creator.profile.name',
};

/** What a document that was created as v2 has, and this shape does not know or keeps in another form. */
export const UNKNOWN_FIELDS = [
  'schemaVersion', 'revision', 'slug', 'primaryImage', 'materialSpecs',
  'inventory.available', 'inventory.quantity', 'inventory.onHand', 'creator.handle', 'creator.name',
] as const;

/** Changes of v2 fields said in v1 fields; what this shape has no place for is left to the chain, which keeps it aside. */
export function downgrade(changes: readonly Change[], document: StoredDocument): readonly Target[] {
  const touches = (path: string): boolean => changes.some((change) => change.path === path || change.path.startsWith(`${path}.`));
  const specs = touches('materialSpecs') ? changedSpecs(changes, document) : undefined;
  return [
    ...changes.flatMap((change) => ('value' in change ? placed(change, document) : [])),
    ...(specs?.metal !== undefined && (touches('materialSpecs.metal') || touchesWhole(changes)) ? metalPlaced(specs.metal, document) : []),
    ...(specs?.stone !== undefined && (touches('materialSpecs.stone') || touchesWhole(changes)) ? stonePlaced(specs.stone, document) : []),
  ];
}

function placed({ path, value }: Target, document: StoredDocument): readonly Target[] {
  if (SAME.includes(path)) return [{ path, value }];
  if (path === 'primaryImage') return typeof value === 'string' ? imagePlaced(value, document) : [];
  const place = MOVED[path];
  // What can be sold is a number here; anything else has no place.
  if (place === undefined || (place.startsWith('inventory.') && numberOf(value) === undefined)) return [];
  return [{ path: place, value }];
}

function touchesWhole(changes: readonly Change[]): boolean {
  return changes.some(({ path }) => path === 'materialSpecs');
}

/** The material as the mapping has it, with the changes: whole enough to be written as a material and a gemstone. */
function changedSpecs(changes: readonly Change[], document: StoredDocument): Partial<MaterialSpecs> {
  const mapped = materialSpecs(document);
  const before: StoredDocument = { _id: document._id, materialSpecs: mapped.ok ? mapped.value[0]?.value : {} };
  const after = changes
    .filter(({ path }) => path === 'materialSpecs' || path.startsWith('materialSpecs.'))
    .reduce<StoredDocument>((result, change) => ('value' in change ? overlay(result, [change]) : removeAt(result, change.path)), before);
  const specs = getAt(after, 'materialSpecs') as Partial<MaterialSpecs> | undefined;
  // Half a metal or stone (another writer's) cannot be said here: the chain keeps it aside as it is.
  return {
    ...(isWhole(specs?.metal) ? { metal: specs.metal } : {}),
    ...(isWhole(specs?.stone) ? { stone: specs.stone } : {}),
  };
}

function isWhole<T extends { readonly type: string; readonly sustainability: object }>(part: T | undefined): part is T {
  return isPlainObject(part) && typeof part.type === 'string' && isPlainObject(part.sustainability);
}
