import type { ParameterReader } from '../http/parameter-reader.js';
import { didYouMean } from '../http/input/wording.js';

/** Every path that `fields` accepts: the fields of a listed product, whole or in part. */
export const PRODUCT_FIELDS = [
  '_id',
  'name',
  'description',
  'category',
  'subcategory',
  'slug',
  'primaryImage',
  'pricing',
  'pricing.basePrice',
  'pricing.currency',
  'inventory',
  'inventory.available',
  'inventory.quantity',
  'metadata',
  'metadata.featured',
  'metadata.bestseller',
  'metadata.newArrival',
  'metadata.tags',
  'materialSpecs',
  'materialSpecs.metal',
  'materialSpecs.metal.type',
  'materialSpecs.metal.purity',
  'materialSpecs.metal.finish',
  'materialSpecs.metal.sustainability',
  'materialSpecs.metal.sustainability.recycled',
  'materialSpecs.metal.sustainability.ethicallySourced',
  'materialSpecs.stone',
  'materialSpecs.stone.type',
  'materialSpecs.stone.carat',
  'materialSpecs.stone.cut',
  'materialSpecs.stone.clarity',
  'materialSpecs.stone.color',
  'materialSpecs.stone.certification',
  'materialSpecs.stone.sustainability',
  'materialSpecs.stone.sustainability.labGrown',
  'materialSpecs.stone.sustainability.conflictFree',
  'materialSpecs.stone.sustainability.traceable',
  'creator',
  'creator.handle',
  'creator.name',
] as const;

/** The fields to return; `undefined` for all. Records unknown paths as problems. */
export function readFields(reader: ParameterReader): readonly string[] | undefined {
  const fields = reader.list('fields', PRODUCT_FIELDS.length);
  const unknown = fields?.filter((field) => !(PRODUCT_FIELDS as readonly string[]).includes(field)) ?? [];
  for (const field of unknown)
    reader.refuse('fields', field, `is not a product field${didYouMean(field, PRODUCT_FIELDS)}`);
  return unknown.length > 0 ? undefined : fields;
}

/** A product with only the given fields, in the product's own order; always includes `_id`, to identify the product. */
export function pickFields<T extends object>(product: T, fields: readonly string[]): Partial<T> {
  return pick(product as Readonly<Record<string, unknown>>, ['_id', ...fields], '') as Partial<T>;
}

function pick(
  value: Readonly<Record<string, unknown>>,
  fields: readonly string[],
  prefix: string,
): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(value)) {
    const path = `${prefix}${key}`;
    if (fields.includes(path)) picked[key] = part;
    else if (fields.some((field) => field.startsWith(`${path}.`)) && typeof part === 'object' && part !== null) {
      picked[key] = pick(part as Record<string, unknown>, fields, `${path}.`);
    }
  }
  return picked;
}
