import { isDate, isPlainObject, nonBlank, numberOf, textsOf } from '../bson-value.js';
import { getAt } from '../document-path.js';
import { failure, success } from '../outcome.js';
import type { Finding, Outcome } from '../outcome.js';
import type { MaterialSpecs, Product } from '../product.js';
import type { StoredDocument } from '../stored-document.js';
import {
  DEFAULT_CATEGORY,
  DEFAULT_CURRENCY,
  DEFAULT_FINISH,
  DEFAULT_SUBCATEGORY,
  NO_CERTIFICATION,
  PLACEHOLDER_IMAGE,
  UNSPECIFIED,
} from '../defaults.js';
import { discovery } from './discovery.js';
import { slugFrom } from './slug.js';
import { isAvailable, statusOf } from '../status.js';
import { CATEGORIES, METAL_TYPES, STONE_TYPES, SUBCATEGORIES } from '../vocabulary.js';

const OPTIONAL_TEXTS = ['cut', 'clarity', 'color'] as const;

/**
 * The product in a v2 document. Fails if the product would make no sense (no name, no price, no metal). Anything else
 * that another writer got wrong counts as missing, so that one odd document cannot break a response.
 */
export function read(document: StoredDocument): Outcome<Product> {
  const failures = lacks(document);
  if (failures.length > 0) return failure(...failures);

  const name = text(document, 'name', '').trim();
  const { status } = statusOf(getAt(document, 'metadata.status'));
  const basePrice = price(document) ?? 0;
  const materialSpecs = { metal: metal(document), ...stone(document) };
  return success({
    id: document._id,
    name,
    description: typeof document.description === 'string' ? document.description : '',
    category: word(document, 'category', CATEGORIES) ?? DEFAULT_CATEGORY,
    subcategory: word(document, 'subcategory', SUBCATEGORIES) ?? DEFAULT_SUBCATEGORY,
    slug: slugFrom([document.slug], name, document),
    primaryImage: text(document, 'primaryImage', PLACEHOLDER_IMAGE),
    pricing: { basePrice, currency: text(document, 'pricing.currency', DEFAULT_CURRENCY) },
    inventory: inventory(document, status),
    metadata: {
      featured: flag(document, 'metadata.featured'),
      bestseller: flag(document, 'metadata.bestseller'),
      newArrival: flag(document, 'metadata.newArrival'),
      tags: tags(getAt(document, 'metadata.tags')),
    },
    materialSpecs,
    ...creator(document),
    discovery: discovery(document, materialSpecs, basePrice),
    status,
    ...createdAt(document),
  });
}

/** Why a v2 document makes no product; nothing where it makes one. */
export function lacks(document: StoredDocument): readonly Finding[] {
  const failures: Finding[] = [];
  if (nonBlank(document.name) === undefined)
    failures.push({ path: 'name', problem: 'Name is missing, blank or not a string' });
  if (price(document) === undefined)
    failures.push({ path: 'pricing.basePrice', problem: 'Price is not a finite number of at least 0' });
  if (word(document, 'materialSpecs.metal.type', METAL_TYPES) === undefined) {
    failures.push({ path: 'materialSpecs.metal.type', problem: 'Metal type is not in the catalog' });
  }
  return failures;
}

function price(document: StoredDocument): number | undefined {
  return atLeastZero(getAt(document, 'pricing.basePrice'));
}

/** Adding 0 turns -0 into 0, which JSON and sort keys would otherwise distinguish. */
function atLeastZero(value: unknown): number | undefined {
  const number = numberOf(value);
  return number !== undefined && number >= 0 ? number + 0 : undefined;
}

function inventory(document: StoredDocument, status: string): Product['inventory'] {
  const quantity = atLeastZero(getAt(document, 'inventory.quantity'));
  const stored = getAt(document, 'inventory.available');
  const available = typeof stored === 'boolean' ? stored : isAvailable(status, quantity);
  return quantity === undefined ? { available } : { available, quantity };
}

function metal(document: StoredDocument): MaterialSpecs['metal'] {
  return {
    type: word(document, 'materialSpecs.metal.type', METAL_TYPES) ?? UNSPECIFIED,
    purity: text(document, 'materialSpecs.metal.purity', UNSPECIFIED),
    finish: text(document, 'materialSpecs.metal.finish', DEFAULT_FINISH),
    sustainability: {
      recycled: flag(document, 'materialSpecs.metal.sustainability.recycled'),
      ethicallySourced: flag(document, 'materialSpecs.metal.sustainability.ethicallySourced'),
    },
  };
}

function stone(document: StoredDocument): Pick<MaterialSpecs, 'stone'> {
  const stored = getAt(document, 'materialSpecs.stone');
  if (!isPlainObject(stored)) return {};
  const carat = numberOf(getAt(stored, 'carat'));
  return {
    stone: {
      type: word(document, 'materialSpecs.stone.type', STONE_TYPES) ?? 'other',
      ...(carat !== undefined && carat > 0 ? { carat } : {}),
      ...textsOf(stored, OPTIONAL_TEXTS),
      certification: text(document, 'materialSpecs.stone.certification', NO_CERTIFICATION),
      sustainability: {
        labGrown: flag(document, 'materialSpecs.stone.sustainability.labGrown'),
        conflictFree: flag(document, 'materialSpecs.stone.sustainability.conflictFree'),
        traceable: flag(document, 'materialSpecs.stone.sustainability.traceable'),
      },
    },
  };
}

function creator(document: StoredDocument): Pick<Product, 'creator'> {
  const handle = nonBlank(getAt(document, 'creator.handle'));
  const name = nonBlank(getAt(document, 'creator.name'));
  return handle === undefined || name === undefined ? {} : { creator: { handle, name } };
}

function createdAt({ createdAt: value }: StoredDocument): Pick<Product, 'createdAt'> {
  return isDate(value) && !Number.isNaN(value.getTime()) ? { createdAt: value } : {};
}

function tags(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((tag: unknown): tag is string => nonBlank(tag) !== undefined) : [];
}

function flag(document: StoredDocument, path: string): boolean {
  return getAt(document, path) === true;
}

function text(document: StoredDocument, path: string, otherwise: string): string {
  return nonBlank(getAt(document, path)) ?? otherwise;
}

function word<T extends string>(document: StoredDocument, path: string, words: readonly T[]): T | undefined {
  const value = getAt(document, path);
  return words.find((candidate) => candidate === value);
}
