import { isPlainObject, isPresent, nonBlank, numberOf } from '../bson-value.js';
import { getAt, hasAt, overlaps, overlay, removeAt } from '../document-path.js';
import type { Change, Target } from '../document-version.js';
import type { Product } from '../product.js';
import type { StoredDocument } from '../stored-document.js';
import { read } from '../v2-material-specs/read.js';
import { imagePlaced } from './place-image.js';
import { metalPlaced } from './place-metal.js';
import { stonePlaced } from './place-stone.js';
import { upgrade } from './upgrade.js';

/** What is removed from a document that was created as v2: this shape expresses all of it elsewhere, or not at all. */
export const ADOPTION: readonly Change[] = [
  'schemaVersion',
  'revision',
  'slug',
  'primaryImage',
  'materialSpecs',
  'inventory.available',
  'inventory.quantity',
  'creator.handle',
  'creator.name',
].map((path) => ({ path, absent: true }));

/**
 * What the downgrade should express: the v2 fields with the changes applied, the same as a product, and the earlier v1
 * document.
 */
interface Wanted {
  readonly content: StoredDocument;
  readonly product: Product;
  readonly document: StoredDocument;
}

type Rule = readonly [field: string, say: (wanted: Wanted) => readonly Target[]];

/** Fields that both shapes keep at the same path. */
const SAME = [
  'name',
  'description',
  'category',
  'subcategory',
  'pricing.basePrice',
  'pricing.currency',
  'metadata.status',
  'metadata.featured',
  'metadata.bestseller',
  'metadata.newArrival',
];

/** How this shape expresses each field of v2; the chain keeps what no rule covers. */
const RULES: readonly Rule[] = [
  ...SAME.map((path): Rule => [path, moved(path, path)]),
  ['inventory.quantity', ({ content }) => stockPlaced(content)],
  ['inventory.onHand', moved('inventory.onHand', 'inventory.quantity')],
  ['metadata.tags', tagsPlaced],
  ['slug', slugPlaced],
  ['primaryImage', ({ product, document }) => imagePlaced(product.primaryImage, document)],
  ['materialSpecs.metal', ({ product, document }) => metalPlaced(product.materialSpecs.metal, document)],
  ['materialSpecs.stone', ({ product, document }) => stonePlaced(product.materialSpecs.stone, document)],
  ['creator', creatorPlaced],
];

/** Changes to v2 fields in v1's terms, each at the path where the document already keeps that value. */
export function downgrade(changes: readonly Change[], document: StoredDocument): readonly Target[] {
  const before = upgrade(document);
  if (!before.ok) return [];
  const content = changes.reduce<StoredDocument>(
    (result, change) => ('value' in change ? overlay(result, [change]) : removeAt(result, change.path)),
    overlay({ _id: document._id }, before.value),
  );
  const product = read(content);
  if (!product.ok) return [];

  const wanted: Wanted = { content, product: product.value, document };
  return RULES.filter(([field]) => changes.some(({ path }) => overlaps(path, field))).flatMap(([, say]) => say(wanted));
}

function moved(from: string, to: string): Rule[1] {
  return ({ content }) => (hasAt(content, from) ? [{ path: to, value: getAt(content, from) }] : []);
}

/** In this shape the sellable quantity is a number; anything else has no counterpart. */
function stockPlaced(content: StoredDocument): readonly Target[] {
  const quantity = getAt(content, 'inventory.quantity');
  return numberOf(quantity) === undefined ? [] : [{ path: 'inventory.available', value: quantity }];
}

function tagsPlaced({ product, document }: Wanted): readonly Target[] {
  const inMetadata = Array.isArray(getAt(document, 'metadata.tags')) || !Array.isArray(document.tags);
  return [{ path: inMetadata ? 'metadata.tags' : 'tags', value: product.metadata.tags }];
}

/** `seo.slug` decides in this shape; only a document without one, but with a `slug`, keeps it there. */
function slugPlaced({ product, document }: Wanted): readonly Target[] {
  const { seo } = document;
  const hasOwn = nonBlank(getAt(document, 'seo.slug')) === undefined && nonBlank(document.slug) !== undefined;
  const path = hasOwn || (isPresent(seo) && !isPlainObject(seo)) ? 'slug' : 'seo.slug';
  return [{ path, value: product.slug }];
}

function creatorPlaced({ product: { creator } }: Wanted): readonly Target[] {
  if (creator === undefined) return [];
  return [
    { path: 'creator.profile.handle', value: creator.handle },
    { path: 'creator.profile.name', value: creator.name },
  ];
}
