import { mongo } from 'mongoose';
import type {
  MaterialSpecs,
  MetalType,
  Product,
  ProductCategory,
  ProductSubcategory,
  StoneType,
} from '../../migrations/index.js';
import { isAvailable, STONE_TYPES } from '../../migrations/index.js';
import { InvalidInputError, type InputProblem } from '../errors/domain-error.js';

type Stone = NonNullable<MaterialSpecs['stone']>;

/**
 * Product fields from a writer, already validated. Missing fields stay unchanged; `null` removes an optional field;
 * objects are merged, lists replaced.
 */
export interface ProductFields {
  readonly name?: string;
  readonly description?: string;
  readonly category?: ProductCategory;
  readonly subcategory?: ProductSubcategory;
  readonly slug?: string;
  readonly primaryImage?: string;
  readonly pricing?: { readonly basePrice?: number; readonly currency?: string };
  readonly inventory?: { readonly available?: boolean; readonly quantity?: number | null };
  readonly metadata?: {
    readonly featured?: boolean;
    readonly bestseller?: boolean;
    readonly newArrival?: boolean;
    readonly tags?: readonly string[];
    readonly status?: string;
  };
  readonly materialSpecs?: {
    readonly metal?: {
      readonly type?: MetalType;
      readonly purity?: string;
      readonly finish?: string;
      readonly sustainability?: Partial<MaterialSpecs['metal']['sustainability']>;
    };
    readonly stone?: StoneFields | null;
  };
  readonly creator?: { readonly handle?: string; readonly name?: string } | null;
}

interface StoneFields {
  readonly type?: StoneType;
  readonly carat?: number | null;
  readonly cut?: string | null;
  readonly clarity?: string | null;
  readonly color?: string | null;
  readonly certification?: string;
  readonly sustainability?: Partial<Stone['sustainability']>;
}

/** A product before any field is set. Blank texts become the catalog's defaults when the document is read. */
export function blankProduct(): Product {
  return {
    id: new mongo.ObjectId(),
    name: '',
    description: '',
    category: 'jewelry',
    subcategory: 'accessories',
    slug: '',
    primaryImage: '',
    status: 'active',
    pricing: { basePrice: 0, currency: '' },
    inventory: { available: true },
    metadata: { featured: false, bestseller: false, newArrival: false, tags: [] },
    materialSpecs: {
      metal: {
        type: 'unspecified',
        purity: '',
        finish: '',
        sustainability: { recycled: false, ethicallySourced: false },
      },
    },
    discovery: { collections: [], metals: [], stones: [], customizable: false, onSale: false, views: 0, purchases: 0 },
  };
}

/** The product with the fields applied. `inventory.available` is derived from status and quantity. */
export function withFields(product: Product, fields: ProductFields): Product {
  const { status = product.status, ...metadata } = given(fields.metadata ?? {});
  const { metal = {}, stone } = fields.materialSpecs ?? {};
  const newStone = stone === undefined ? product.materialSpecs.stone : stoneWith(product.materialSpecs.stone, stone);
  const creator = fields.creator === undefined ? product.creator : creatorWith(product.creator, fields.creator);
  return {
    id: product.id,
    name: fields.name ?? product.name,
    description: fields.description ?? product.description,
    category: fields.category ?? product.category,
    subcategory: fields.subcategory ?? product.subcategory,
    slug: fields.slug ?? product.slug,
    primaryImage: fields.primaryImage ?? product.primaryImage,
    pricing: { ...product.pricing, ...given(fields.pricing ?? {}) },
    inventory: inventoryWith(product, status, fields),
    metadata: { ...product.metadata, ...metadata },
    materialSpecs: {
      metal: {
        ...product.materialSpecs.metal,
        ...given(metal),
        sustainability: { ...product.materialSpecs.metal.sustainability, ...given(metal.sustainability ?? {}) },
      },
      ...(newStone === undefined ? {} : { stone: newStone }),
    },
    ...(creator === undefined ? {} : { creator }),
    // Read again from the written document: no field here affects it.
    discovery: product.discovery,
    status,
    ...(product.createdAt === undefined ? {} : { createdAt: product.createdAt }),
  };
}

function inventoryWith(product: Product, status: string, { inventory, metadata }: ProductFields): Product['inventory'] {
  if (inventory === undefined && metadata?.status === undefined) return product.inventory;
  const quantity = inventory?.quantity === undefined ? product.inventory.quantity : (inventory.quantity ?? undefined);
  const available = isAvailable(status, quantity);
  if (inventory?.available !== undefined && inventory.available !== available) {
    throw refused(
      'inventory.available',
      inventory.available,
      `is derived from status and quantity, and would be ${available} here; change those, or leave it out`,
    );
  }
  return quantity === undefined ? { available } : { available, quantity };
}

function stoneWith(stone: Stone | undefined, fields: StoneFields | null): Stone | undefined {
  if (fields === null) return undefined;
  const type = fields.type ?? stone?.type;
  if (type === undefined) throw refused('materialSpecs.stone.type', undefined, 'is missing; a stone must have a type');
  const optional = {
    carat: stone?.carat,
    cut: stone?.cut,
    clarity: stone?.clarity,
    color: stone?.color,
    ...given({ carat: fields.carat, cut: fields.cut, clarity: fields.clarity, color: fields.color }),
  };
  const kept = Object.fromEntries(
    Object.entries(optional).filter(([, value]) => value !== undefined && value !== null),
  );
  return {
    ...kept,
    type,
    certification: fields.certification ?? stone?.certification ?? 'none',
    sustainability: {
      conflictFree: false,
      traceable: false,
      ...stone?.sustainability,
      ...given(fields.sustainability ?? {}),
      labGrown: labGrownWith(type, fields.sustainability?.labGrown) ?? stone?.sustainability.labGrown ?? false,
    },
  };
}

/** Types that exist both mined and lab-grown already say which they are. */
function labGrownWith(type: StoneType, wanted: boolean | undefined): boolean | undefined {
  const said =
    type.startsWith('lab-') || ((STONE_TYPES as readonly string[]).includes(`lab-${type}`) ? false : undefined);
  if (said === undefined || wanted === undefined || wanted === said) return said ?? wanted;
  throw refused(
    'materialSpecs.stone.sustainability.labGrown',
    wanted,
    `contradicts the type ${type}; take ${said ? type.slice('lab-'.length) : `lab-${type}`}, or leave it out`,
  );
}

function creatorWith(
  creator: Product['creator'],
  fields: NonNullable<ProductFields['creator']> | null,
): Product['creator'] {
  if (fields === null) return undefined;
  const handle = fields.handle ?? creator?.handle;
  const name = fields.name ?? creator?.name;
  const problems: InputProblem[] = [];
  if (handle === undefined)
    problems.push({
      parameter: 'creator.handle',
      value: undefined,
      problem: 'is missing; a creator must have a handle and a name',
    });
  if (name === undefined)
    problems.push({
      parameter: 'creator.name',
      value: undefined,
      problem: 'is missing; a creator must have a handle and a name',
    });
  if (handle === undefined || name === undefined) throw new InvalidInputError(problems);
  return { handle, name };
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The fields that have a value: an `undefined` one would hide the existing value. */
function given<T extends object>(fields: T): Given<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>;
}

function refused(parameter: string, value: unknown, problem: string): InvalidInputError {
  return new InvalidInputError([{ parameter, value, problem }]);
}
