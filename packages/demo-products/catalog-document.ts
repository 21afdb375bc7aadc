import { type Document, ObjectId } from 'mongodb';

import { gemstoneDocument, materialDocument, sizeDocuments } from './catalog-parts.js';
import { CREATORS } from './data/creators.js';
import type { CatalogEntry } from './data/entry.js';

/**
 * Builds the stored catalog document (v1) of a hand-written entry; `position` is its place among all entries, from 1.
 */
export function catalogDocument(entry: CatalogEntry, category: string, position: number): Document {
  const slug = entry.name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9 ]/g, '')
    .replaceAll(' ', '-');
  const created =
    entry.created === undefined
      ? undefined
      : new Date(`${entry.created}T09:${String(position % 60).padStart(2, '0')}:00Z`);
  const document: Document = {
    _id: productId(position, created),
    name: entry.name,
    description: entry.text,
    category,
    subcategory: entry.sub,
    pricing: pricing(entry),
    inventory: inventory(entry, position),
    media: media(slug, category),
    customization: customization(entry, category, position),
    seo: seo(entry, slug),
    certifications: (entry.stones ?? []).slice(0, 1).map(({ agency }) => ({ type: 'gemstone', issuer: agency })),
    metadata: metadata(entry),
    ...(entry.by === undefined ? {} : { creator: structuredClone(CREATORS[entry.by]) }),
    analytics: analytics(position),
    ...(created === undefined
      ? {}
      : { createdAt: created, updatedAt: new Date(created.getTime() + position * 86_400_000) }),
  };
  return withReplaced(document, entry.replaced ?? {});
}

/** Two thirds of the catalog have the seeder's ids, the rest ids from the database. */
function productId(position: number, created: Date | undefined): string | ObjectId {
  const seconds = Math.floor((created?.getTime() ?? Date.UTC(2024, 8, 14)) / 1000);
  const number = String(position).padStart(3, '0');
  return position % 3 === 0
    ? new ObjectId(`${seconds.toString(16)}0000000000000${number}`)
    : `prod_${seconds}_${number}`;
}

function pricing({ price, was, metals }: CatalogEntry): Document {
  return {
    basePrice: price,
    currency: 'USD',
    ...(was === undefined ? {} : { originalPrice: was, discounts: [{ type: 'seasonal', amount: was - price }] }),
    priceRange: { min: price, max: Math.round(price * (metals.length > 2 ? 1.6 : 1.35)) },
  };
}

function inventory({ stock: [quantity, reserved], sub }: CatalogEntry, position: number): Document {
  const isCustomMade = sub === 'engagement-rings';
  return {
    sku: `GZ-${sub.slice(0, 3).toUpperCase()}-${String(position).padStart(4, '0')}`,
    quantity,
    reserved,
    available: quantity - reserved,
    lowStockThreshold: 3,
    isCustomMade,
    ...(isCustomMade ? { leadTime: { min: 10, max: 15 } } : {}),
  };
}

function media(slug: string, category: string): Document {
  const base = `/images/products/${slug}`;
  return {
    primary: `${base}.jpg`,
    gallery: [`${base}-side.jpg`, `${base}-worn.jpg`, `${base}-detail.jpg`],
    thumbnail: `${base}-thumb.jpg`,
    ...(category === 'rings' ? { model3D: `/models/${slug}.glb` } : {}),
  };
}

function customization(
  { metals, stones = [], tags, price }: CatalogEntry,
  category: string,
  position: number,
): Document {
  const engravable = category === 'rings' || tags.includes('engravable');
  return {
    materials: metals.map(materialDocument),
    ...(stones.length === 0
      ? {}
      : { gemstones: stones.map((stone, index) => gemstoneDocument(stone, position * 10 + index)) }),
    sizes: sizeDocuments(category),
    engraving: engravable
      ? {
          available: true,
          maxCharacters: category === 'rings' ? 18 : 24,
          fonts: ['script', 'block'],
          additionalCost: price > 1000 ? 0 : 35,
        }
      : { available: false },
  };
}

function seo({ name, text, tags }: CatalogEntry, slug: string): Document {
  const metaDescription = text.split('. ')[0] ?? text;
  return {
    slug,
    metaTitle: `${name} | GenZ Jewelry`,
    metaDescription,
    keywords: [...tags],
    openGraph: { title: name, description: metaDescription, image: `/images/products/${slug}.jpg` },
  };
}

function metadata({ flags = [], status = 'active', collection, tags }: CatalogEntry): Document {
  return {
    featured: flags.includes('featured'),
    bestseller: flags.includes('bestseller'),
    newArrival: flags.includes('newArrival'),
    limitedEdition: flags.includes('limitedEdition'),
    status,
    ...(collection === undefined ? {} : { collections: [collection] }),
    tags: [...tags],
  };
}

function analytics(position: number): Document {
  const views = 400 + ((position * 7919) % 9000);
  const purchases = (position * 31) % 180;
  return {
    views,
    customizations: (position * 53) % 400,
    purchases,
    conversionRate: Math.round((purchases / views) * 10_000) / 10_000,
    averageTimeOnPage: 30 + ((position * 17) % 90) + 0.5,
  };
}

function withReplaced(document: Document, replaced: Readonly<Record<string, unknown>>): Document {
  for (const [field, value] of Object.entries(replaced)) {
    if (value === undefined) delete document[field];
    else document[field] = value;
  }
  return document;
}
