import type { Product } from '../../migrations/index.js';
import { PLACEHOLDER_IMAGE } from '../../migrations/index.js';

/** The maximum total length of a listed product's texts; no product of the shop itself comes close. */
const MAX_TEXT = 20_000;
/** The maximum length of an image address, in characters: enough for a small picture in a `data:` URL. */
const MAX_IMAGE = 65_536;
/** The maximum length of the description of a product with too much text: what the admin API accepts. */
const MAX_DESCRIPTION = 10_000;
/** The maximum length of any other text of such a product. No filter takes a longer value. */
const MAX_LINE = 200;
const MAX_LIST = 50;

/**
 * Whether a product has more text than a listing shows. Without this limit, a page of 100 such products could reach 100
 * times the database's document limit of 16 MB.
 */
export function isTooLong(product: Product): boolean {
  return product.primaryImage.length > MAX_IMAGE || textLength(product) > MAX_TEXT;
}

/**
 * The product as used by listings, search and facets: unchanged, unless it has too much text. Then its texts and lists
 * are truncated, and each truncated text ends with `…`; its own page shows everything.
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
  // Even an empty text takes a few characters.
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
