import { type Document, ObjectId } from 'mongodb';

const named = (...names: readonly string[]): Document[] => names.map((name) => ({ name }));

/**
 * What the later writer put around its products: everything a card in the app shows, next to the catalog's own
 * fields.
 */
function laterProduct(slug: string, amount: number, fields: Document): Document {
  return {
    ...fields,
    sku: `GZ-${slug.toUpperCase().slice(0, 12)}`,
    price: amount,
    pricing: { basePrice: amount, currency: 'USD' },
    images: { primary: `/images/products/${slug}.jpg`, gallery: [`/images/products/${slug}-worn.jpg`] },
    shippingPromise: 'Leaves our bench within two working days',
    seo: { slug, metaTitle: `${fields.name} | GenZ Jewelry`, metaDescription: fields.description },
  };
}

/** Products of the later catalog writer: materials and stones by name alone, no carats, tags at the top. */
export const LATER_PRODUCTS: readonly (() => Document)[] = [
  () =>
    laterProduct('weekend-solitaire', 890, {
      _id: 'prod_1751328000_001',
      name: 'Weekend Solitaire',
      category: 'ring',
      subcategory: 'engagement-rings',
      description: 'For proposals without an audience: one stone, low setting, sand-proof.',
      materials: named('14k Yellow Gold', '14k White Gold', '14k Rose Gold'),
      gemstones: named('Lab-Grown Diamond', 'Moissanite', 'Lab-Grown Sapphire'),
      tags: ['solitaire', 'minimalist', 'proposal'],
      badges: ['Best seller'],
      readyToShip: true,
      metadata: { featured: true, bestseller: true, primaryMetal: '14k Yellow Gold', status: 'active' },
      inventory: { quantity: 20, reserved: 2, available: 18 },
      createdAt: new Date('2025-07-01T00:00:01Z'),
      updatedAt: new Date('2025-07-02T09:00:00Z'),
    }),
  () =>
    laterProduct('aurora-moonstone-ring', 460, {
      _id: 'prod_1751328000_002',
      name: 'Aurora Moonstone Ring',
      category: 'ring',
      subcategory: 'fashion-rings',
      description: 'A moonstone that keeps its blue flash for the person standing closest.',
      materials: named('Sterling Silver', '14k Rose Gold', '14k White Gold'),
      gemstones: named('Moonstone', 'White Opal', 'Amethyst'),
      tags: ['celestial', 'color', 'statement'],
      badges: ['New'],
      readyToShip: true,
      metadata: { newArrival: true, primaryMetal: 'Sterling Silver', status: 'active' },
      inventory: { quantity: 13, reserved: 0, available: 13 },
      createdAt: new Date('2025-07-01T00:00:02Z'),
      updatedAt: new Date('2025-07-01T00:00:02Z'),
    }),
  () =>
    laterProduct('second-sight-ring', 1320, {
      _id: new ObjectId('686327800000000000000203'),
      name: 'Second Sight Eternity Ring',
      category: 'ring',
      subcategory: 'eternity-rings',
      description: 'Two rows of stones, offset by half a step, so the light always finds one of them.',
      materials: named('18k White Gold', 'Platinum', '18k Yellow Gold'),
      gemstones: named('Lab-Grown Diamond', 'Natural Diamond'),
      tags: ['stackable', 'anniversary', 'pave'],
      badges: [],
      readyToShip: false,
      metadata: { featured: false, primaryMetal: '18k White Gold', status: 'active' },
      inventory: { quantity: 6, reserved: 1 },
      createdAt: new Date('2025-07-15T08:00:00Z'),
      updatedAt: new Date('2025-08-01T08:00:00Z'),
    }),
  () =>
    laterProduct('slow-sunday-pendant', 520, {
      _id: 'prod_1751328000_004',
      name: 'Slow Sunday Pendant',
      category: 'necklace',
      subcategory: 'pendants',
      description: 'A soft square of gold with one lab diamond in the corner, like a lamp left on.',
      materials: named('14k Yellow Gold', 'Sterling Silver', '14k Rose Gold'),
      gemstones: named('Lab-Grown Diamond', 'Lab-Grown Emerald', 'Moissanite'),
      tags: ['minimalist', 'everyday', 'gift'],
      badges: ['Staff pick'],
      readyToShip: true,
      metadata: { bestseller: true, primaryMetal: '14k Yellow Gold' },
      inventory: { quantity: 34, reserved: 3, available: 31 },
      createdAt: new Date('2025-08-20T10:00:00Z'),
      updatedAt: new Date('2025-08-20T10:00:00Z'),
    }),
  () =>
    laterProduct('switchboard-chain', 275, {
      _id: new ObjectId('686327800000000000000205'),
      name: 'Switchboard Convertible Chain',
      category: 'necklaces',
      subcategory: 'chains',
      description: 'One chain, three clasps: wear it long, doubled or around a wrist.',
      materials: named('Sterling Silver', '14k Yellow Gold', '14k White Gold', 'Stainless Steel'),
      tags: ['layering', 'unisex', 'adjustable'],
      badges: [],
      readyToShip: true,
      metadata: { newArrival: true, primaryMetal: 'Sterling Silver', status: 'active' },
      inventory: { quantity: 51, reserved: 0, available: 51 },
      createdAt: new Date('2026-07-04T10:00:00Z'),
      updatedAt: new Date('2026-07-04T10:00:00Z'),
    }),
  () =>
    laterProduct('dawn-chorus-hoops', 640, {
      _id: 'prod_1751328000_006',
      name: 'Dawn Chorus Hoops',
      category: 'earrings',
      subcategory: 'hoops',
      description: 'Rubies along the lower curve only, where the sun would come up.',
      materials: named('14k Rose Gold', '14k Yellow Gold', '18k Rose Gold', 'Platinum'),
      gemstones: named('Lab-Grown Ruby', 'Ruby', 'Lab-Grown Diamond'),
      tags: ['hoops', 'color', 'everyday'],
      badges: ['New'],
      readyToShip: false,
      metadata: { featured: true },
      inventory: { quantity: 8, reserved: 0, available: 8 },
      createdAt: new Date('2026-06-12T07:00:00Z'),
      updatedAt: new Date('2026-06-12T07:00:00Z'),
    }),
  () =>
    laterProduct('found-objects-studs', 130, {
      _id: 'prod_1751328000_007',
      name: 'Found Objects Studs',
      category: 'earrings',
      subcategory: 'studs',
      description: 'Cast from whatever was on the studio floor that day. The metal is a surprise; the price is not.',
      gemstones: named('Topaz', 'Amethyst'),
      tags: ['handmade', 'unisex', 'limited'],
      badges: ['One of a kind'],
      readyToShip: true,
      metadata: { limitedEdition: true, status: 'active' },
      inventory: { quantity: 5, reserved: 0, available: 5 },
      createdAt: new Date('2026-08-21T12:00:00Z'),
      updatedAt: new Date('2026-08-21T12:00:00Z'),
    }),
  () =>
    laterProduct('parallel-lines-bracelet', 1150, {
      _id: new ObjectId('686327800000000000000208'),
      name: 'Parallel Lines Tennis Bracelet',
      category: 'bracelet',
      subcategory: 'tennis-bracelets',
      description: 'A slim row of diamonds beside a slim row of nothing, held together by good engineering.',
      materials: named('14k White Gold', '14k Yellow Gold', 'Platinum'),
      gemstones: named('Lab-Grown Diamond', 'Moissanite', 'Natural Diamond'),
      tags: ['classic', 'evening', 'anniversary'],
      badges: ['Best seller'],
      readyToShip: true,
      metadata: { featured: true, bestseller: true, primaryMetal: '14k White Gold', status: 'active' },
      inventory: { quantity: 12, reserved: 4, available: 8 },
      createdAt: new Date('2026-03-03T09:00:00Z'),
      updatedAt: new Date('2026-03-03T09:00:00Z'),
    }),
  () =>
    laterProduct('blank-page-cuff', 390, {
      _id: 'prod_1751328000_009',
      name: 'Blank Page Cuff',
      category: 'bracelets',
      subcategory: 'bangles',
      description: 'A wide satin cuff waiting for a sentence. We engrave on both sides.',
      materials: named('18k Rose Gold', 'Sterling Silver', '14k Yellow Gold', 'Platinum'),
      gemstones: [],
      tags: ['engravable', 'statement', 'gift'],
      badges: [],
      readyToShip: false,
      metadata: { primaryMetal: '18k Rose Gold', status: 'discontinued' },
      inventory: { quantity: 0, reserved: 0, available: 0 },
      createdAt: new Date('2025-09-09T09:09:09Z'),
      updatedAt: new Date('2026-01-01T00:00:00Z'),
    }),
];
