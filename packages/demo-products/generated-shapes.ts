import type { Document } from 'mongodb';

import { sizeDocuments } from './catalog-parts.js';
import { type GeneratedValues, laterThan } from './generated-values.js';
import type { Random } from './random.js';

/** A generated product in the catalog shape (v1). */
export function asCatalogDocument(values: GeneratedValues, random: Random): Document {
  const { id, name, text, category, subcategory, price, materials, gemstones, tags, status, creator, createdAt } =
    values;
  return {
    _id: id,
    name,
    description: text,
    category,
    subcategory,
    pricing: {
      basePrice: price,
      currency: 'USD',
      ...earlier('originalPrice', price),
      priceRange: { min: price, max: Math.round(price * 1.6) },
    },
    inventory: {
      sku: sku(values),
      quantity: values.quantity,
      reserved: values.reserved,
      available: values.quantity - values.reserved,
      lowStockThreshold: 3,
      isCustomMade: random.chance(0.2),
    },
    media: media(values),
    customization: {
      materials,
      ...(gemstones.length === 0 ? {} : { gemstones }),
      sizes: sizeDocuments(category).slice(0, 3),
      engraving: { available: random.chance(0.4), maxCharacters: 18, fonts: ['script', 'block'], additionalCost: 35 },
    },
    seo: {
      ...seo(values),
      openGraph: { title: name, description: text, image: `/images/products/${values.slug}.jpg` },
    },
    certifications: gemstones.length === 0 ? [] : [{ type: 'gemstone', issuer: gemstones[0]?.certification.agency }],
    metadata: {
      ...values.flags,
      status,
      collections: [random.pick(['Spring', 'Summer', 'Autumn', 'Winter'])],
      tags: [...tags],
    },
    ...(creator === undefined ? {} : { creator }),
    analytics: analytics(random),
    createdAt,
    updatedAt: laterThan(createdAt, random),
  };
}

/** The same in the later writer's dialect: materials and stones only by name. */
export function asLaterDocument(values: GeneratedValues, random: Random): Document {
  const { id, name, text, category, subcategory, price, materials, gemstones, tags, status, flags, createdAt, slug } =
    values;
  const named = materials.map((material) => ({ name: String(material['name']).replace(/(\d)K/, '$1k') }));
  return {
    _id: id,
    sku: sku(values),
    name,
    description: text,
    category: category.replace(/s$/, category === 'earrings' ? 's' : ''),
    subcategory,
    price,
    pricing: { basePrice: price, currency: 'USD' },
    materials: named,
    gemstones: gemstones.map(({ type, isLabGrown }) => ({ name: stoneName(String(type), isLabGrown === true) })),
    tags: [...tags],
    badges: flags.bestseller ? ['Best seller'] : [],
    images: { primary: `/images/products/${slug}.jpg`, gallery: media(values).gallery },
    metadata: {
      featured: flags.featured,
      bestseller: flags.bestseller,
      newArrival: flags.newArrival,
      primaryMetal: named[0]?.name,
      status,
    },
    inventory: { quantity: values.quantity, reserved: values.reserved, available: values.quantity - values.reserved },
    shippingPromise: 'Leaves our bench within two working days',
    readyToShip: random.chance(0.6),
    seo: seo(values),
    createdAt,
    updatedAt: laterThan(createdAt, random),
  };
}

const STORE_TYPES = {
  rings: ['ring'],
  necklaces: ['necklace', 'pendant', 'chain'],
  earrings: ['earrings'],
  bracelets: ['bracelet', 'charm'],
  jewelry: ['charm'],
} as const;

const STORE_STONES = ['diamond', 'ruby', 'sapphire', 'emerald', 'pearl', 'topaz', 'amethyst', 'opal'] as const;

/** A generated product in the first shop's shape (v0), with metals and stones which that shop knew. */
export function asStoreDocument(values: GeneratedValues, random: Random): Document {
  const { id, name, text, category, price, gemstones, tags, status, flags, createdAt, slug } = values;
  return {
    _id: id,
    name,
    description: text,
    shortDescription: text.split('.')[0],
    type: random.pick(STORE_TYPES[category]),
    status,
    tags: [...tags],
    basePrice: price,
    ...earlier('compareAtPrice', price),
    cost: Math.round(price * 0.42),
    currency: 'USD',
    materials: random.some(['gold', 'silver', 'platinum', 'titanium', 'steel', 'brass', 'copper'], 3),
    gemstones: gemstones.map(({ carat, cut, clarity, color, certification }) => ({
      type: random.pick(STORE_STONES),
      carat,
      cut,
      clarity,
      color,
      certification: certification.agency,
    })),
    images: media(values).gallery.map((url, order) => storeImage(url, name, order)),
    assets3D: storeModels(slug),
    dimensions: {
      width: random.integer(2, 40),
      height: random.integer(2, 40),
      weight: random.integer(1, 30) + 0.5,
      unit: 'mm',
    },
    inventory: storeInventory(values),
    isCustomizable: random.chance(0.5),
    customizationOptions: [{ name: 'engraving', values: ['script', 'block'], priceModifier: 35 }],
    seo: { ...seo(values), canonicalUrl: `/products/${slug}` },
    analytics: { ...analytics(random), trending: flags.featured, trendingScore: random.integer(0, 1000) / 10 },
    certifications:
      gemstones.length === 0
        ? []
        : [{ type: 'gemstone', issuer: 'GIA', certificateNumber: `G${random.integer(1e6, 9e6)}` }],
    careInstructions: 'Warm water, a drop of soap, a soft cloth.',
    createdAt,
    updatedAt: laterThan(createdAt, random),
  };
}

/** The first shop's stock: two variants, one of them sold out. */
function storeInventory(values: GeneratedValues): readonly Document[] {
  const { price, quantity, reserved } = values;
  const variant = { price, isTracked: true, lowStockThreshold: 3 };
  return [
    { sku: `${sku(values)}-A`, variant: 'A', quantity, reserved, ...variant },
    { sku: `${sku(values)}-B`, variant: 'B', quantity: 0, reserved: 0, ...variant },
  ];
}

function storeImage(url: string, alt: string, order: number): Document {
  return { url, alt, isPrimary: order === 0, order, isOptimized: true };
}

function storeModels(slug: string): readonly Document[] {
  const textureUrls = [`/models/${slug}-base.png`, `/models/${slug}-normal.png`];
  return [{ modelUrl: `/models/${slug}.glb`, textureUrls, format: 'glb' }];
}

/**
 * The price before a reduction; three of ten are reduced. Derived from the price, so that it uses no number of the
 * random series.
 */
function earlier(field: 'originalPrice' | 'compareAtPrice', price: number): Document {
  return price % 10 < 3 ? { [field]: Math.round(price * 1.2) } : {};
}

function stoneName(type: string, isLabGrown: boolean): string {
  if (type === 'other') return 'Moissanite';
  return `${isLabGrown ? 'Lab-Grown ' : ''}${type.charAt(0).toUpperCase()}${type.slice(1)}`;
}

function sku({ slug }: GeneratedValues): string {
  return `GZ-${slug.slice(slug.lastIndexOf('-') + 1).toUpperCase()}`;
}

function media({ slug }: GeneratedValues): { primary: string; gallery: string[]; thumbnail: string } {
  const base = `/images/products/${slug}`;
  return {
    primary: `${base}.jpg`,
    gallery: [`${base}-side.jpg`, `${base}-worn.jpg`, `${base}-detail.jpg`],
    thumbnail: `${base}-thumb.jpg`,
  };
}

function seo({ name, text, slug, tags }: GeneratedValues): Document {
  return { slug, metaTitle: `${name} | GenZ Jewelry`, metaDescription: text.slice(0, 155), keywords: [...tags] };
}

function analytics(random: Random): Document {
  const views = random.integer(100, 20_000);
  const purchases = random.integer(0, Math.floor(views / 20));
  return {
    views,
    customizations: random.integer(0, purchases * 3),
    purchases,
    conversionRate: Math.round((purchases / views) * 1e4) / 1e4,
    averageTimeOnPage: random.integer(200, 1800) / 10,
  };
}
