import type { Product } from '../../migrations/index.js';
import { PLACEHOLDER_IMAGE } from '../../migrations/index.js';

/** Characters that the texts of a listed product may have together; no shop's own product comes near. */
const MAX_TEXT = 20_000;
/** Longest picture address, in characters: room for a small picture in a `data:` address. */
const MAX_IMAGE = 65_536;
/** Longest description of a product that has too much text: as long as the admin API takes. */
const MAX_DESCRIPTION = 10_000;
/** Longest other text of such a product. No filter takes a longer value. */
const MAX_LINE = 200;
const MAX_LIST = 50;

/**
 * Whether a product has more text than a listing shows. A page of 100 such products would otherwise be as large as the
 * database allows, 16 MB each.
 */
export function isTooLong(product: Product): boolean {
  return product.primaryImage.length > MAX_IMAGE || textLength(product) > MAX_TEXT;
}

/**
 * The product as listings, search and facets know it: itself, unless it has too much text. Then its texts are cut, its
 * lists too, and each cut text ends with `…`; its own page shows it whole.
 */
export function shortened(product: Product): Product {
  if (!isTooLong(product)) return product;
  const { metadata, materialSpecs, creator, discovery } = product;
  const { metal, stone } = materialSpecs;
  return {
    ...product,
    name: line(product.name),
    description: cut(product.description, MAX_DESCRIPTION),
    slug: line(product.slug),
    primaryImage: product.primaryImage.length > MAX_IMAGE ? PLACEHOLDER_IMAGE : product.primaryImage,
    pricing: { ...product.pricing, currency: line(product.pricing.currency) },
    metadata: { ...metadata, tags: list(metadata.tags) },
    materialSpecs: {
      metal: { ...metal, purity: line(metal.purity), finish: line(metal.finish) },
      ...(stone === undefined
        ? {}
        : { stone: { ...stone, ...lines(stone), certification: line(stone.certification) } }),
    },
    ...(creator === undefined ? {} : { creator: { handle: line(creator.handle), name: line(creator.name) } }),
    discovery: { ...discovery, collections: list(discovery.collections) },
  };
}

function textLength({
  name,
  description,
  slug,
  pricing,
  metadata,
  materialSpecs,
  creator,
  discovery,
}: Product): number {
  const { metal, stone } = materialSpecs;
  let length = name.length + description.length + slug.length + pricing.currency.length;
  length += metal.purity.length + metal.finish.length;
  if (stone !== undefined) {
    length += stone.certification.length;
    length += (stone.cut?.length ?? 0) + (stone.clarity?.length ?? 0) + (stone.color?.length ?? 0);
  }
  if (creator !== undefined) length += creator.handle.length + creator.name.length;
  // An empty text takes a few characters as well.
  for (const tag of metadata.tags) length += tag.length + 3;
  for (const collection of discovery.collections) length += collection.length + 3;
  return length;
}

const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);
const line = (text: string): string => cut(text, MAX_LINE);
const list = (texts: readonly string[]): readonly string[] => texts.slice(0, MAX_LIST).map(line);

function lines({ cut: shape, clarity, color }: NonNullable<Product['materialSpecs']['stone']>): object {
  return {
    ...(shape === undefined ? {} : { cut: line(shape) }),
    ...(clarity === undefined ? {} : { clarity: line(clarity) }),
    ...(color === undefined ? {} : { color: line(color) }),
  };
}
