import { type Document, Double, ObjectId } from 'mongodb';

/** What the first shop's model wrote into every product, whether anyone asked for it or not. */
function storeProduct(slug: string, fields: Document): Document {
  const { name, description, basePrice } = fields;
  return {
    ...fields,
    currency: 'USD',
    images: [
      {
        url: `/images/products/${slug}-side.jpg`,
        alt: `${name}, from the side`,
        isPrimary: false,
        order: 1,
        isOptimized: true,
      },
      { url: `/images/products/${slug}.jpg`, alt: name, isPrimary: true, order: 0, isOptimized: true },
    ],
    assets3D: [
      {
        modelUrl: `/models/${slug}.glb`,
        textureUrls: [`/models/${slug}-base.png`],
        fileSize: 2_400_000,
        format: 'glb',
      },
    ],
    isCustomizable: basePrice >= 300,
    seo: {
      slug,
      metaTitle: `${name} | GenZ Jewelry`,
      metaDescription: description.slice(0, 120),
      keywords: fields.tags,
    },
  };
}

/** One line of the store's stock list. */
function stockItem(sku: string, variant: string, quantity: number, reserved: number, price: number): Document {
  return {
    sku,
    variant,
    quantity,
    reserved,
    price,
    cost: Math.round(price * 0.42),
    isTracked: true,
    lowStockThreshold: 3,
  };
}

/** Products in the first shop's shape: a top-level `basePrice`, a type instead of a category, stock as a list. */
export const STORE_PRODUCTS: readonly (() => Document)[] = [
  () =>
    storeProduct('ironwood-band', {
      _id: new ObjectId('66d1a2400000000000000101'),
      name: 'Ironwood Titanium Band',
      description: 'Aerospace titanium with a grain brushed in by hand. It weighs about as much as a good intention.',
      shortDescription: 'Brushed titanium band',
      type: 'ring',
      status: 'active',
      tags: ['unisex', 'wedding', 'minimalist'],
      basePrice: 220,
      cost: 74,
      materials: ['titanium', 'steel', 'gold'],
      gemstones: [],
      inventory: [stockItem('IRW-8', 'size 8', 14, 1, 220), stockItem('IRW-10', 'size 10', 9, 0, 220)],
      analytics: { views: 5120, purchases: 143, trending: true, trendingScore: new Double(81) },
      careInstructions: 'Warm water and a drop of soap. Titanium forgives the rest.',
      qualityGrade: 'A',
      createdAt: new Date('2024-08-30T10:12:00Z'),
      updatedAt: new Date('2025-02-01T08:00:00Z'),
    }),
  () =>
    storeProduct('milky-way-opal-ring', {
      _id: 'prod_1724061000_003',
      name: 'Milky Way Opal Ring',
      description: 'A cabochon opal with a whole weather system inside, on a plain gold shank that knows its place.',
      type: 'ring',
      status: 'active',
      tags: ['color', 'celestial', 'statement'],
      basePrice: 640,
      compareAtPrice: 720,
      cost: 251,
      materials: ['gold', 'silver', 'platinum'],
      gemstones: [
        { type: 'opal', carat: 0.9, cut: 'cabochon', color: 'white harlequin', certification: 'GIA' },
        { type: 'opal', carat: 0.7, cut: 'cabochon', color: 'crystal', certification: 'GIA' },
        { type: 'amethyst', carat: 0.8, cut: 'cabochon', color: 'violet' },
      ],
      inventory: [stockItem('MWO-6', 'size 6', 4, 0, 640), stockItem('MWO-7', 'size 7', 3, 2, 640)],
      analytics: { views: 8890, purchases: 61, trending: true, trendingScore: 92.5 },
      createdAt: new Date('2024-08-19T09:50:00Z'),
      updatedAt: new Date('2025-04-12T16:30:00Z'),
    }),
  () =>
    storeProduct('low-tide-pearl-drops', {
      _id: new ObjectId('66d1a2400000000000000103'),
      name: 'Low Tide Pearl Drops',
      description: 'Baroque pearls, no two alike, on small gold hooks. Sorted into pairs that get along.',
      type: 'earrings',
      status: 'active',
      tags: ['ocean', 'classic', 'drops'],
      basePrice: 285,
      materials: ['gold', 'silver', 'brass'],
      gemstones: [
        { type: 'pearl', cut: 'baroque', color: 'cream' },
        { type: 'pearl', cut: 'baroque', color: 'gray' },
        { type: 'pearl', carat: 0.5, cut: 'round', color: 'white', certification: 'none' },
      ],
      inventory: [stockItem('LTP-1', 'one size', 21, 3, 285)],
      analytics: { views: 7430, purchases: 208, trending: false, trendingScore: 40 },
      createdAt: new Date('2024-09-03T12:00:00Z'),
      updatedAt: new Date('2024-12-18T09:15:00Z'),
    }),
  () =>
    storeProduct('rainwater-topaz-pendant', {
      _id: new ObjectId('66d1a2400000000000000104'),
      name: 'Rainwater Topaz Pendant',
      description:
        'A sky topaz in a four-claw basket of sterling silver. Clear, cool and good company for a white shirt.',
      type: 'pendant',
      status: 'active',
      tags: ['color', 'everyday', 'gift'],
      // The price form of those days saved whatever was typed.
      basePrice: '149.90',
      materials: ['silver', 'gold', 'platinum'],
      gemstones: [
        { type: 'topaz', carat: 1, cut: 'oval', clarity: 'VVS', color: 'sky blue', certification: 'AGL' },
        { type: 'topaz', carat: 0.8, cut: 'oval', clarity: 'VVS', color: 'swiss blue', certification: 'AGL' },
        { type: 'amethyst', carat: 0.9, cut: 'oval', color: 'lilac' },
      ],
      inventory: [stockItem('RWT-45', '45 cm', 30, 4, 149.9), stockItem('RWT-50', '50 cm', 12, 0, 149.9)],
      analytics: { views: 3011, purchases: 97, trending: false, trendingScore: 22 },
      createdAt: new Date('2024-09-10T15:20:00Z'),
      updatedAt: new Date('2024-09-10T15:20:00Z'),
    }),
  () =>
    storeProduct('garage-band-steel-chain', {
      _id: 'prod_1724061000_005',
      name: 'Garage Band Steel Chain',
      description: 'Box links in surgical steel. Shower-proof, gym-proof and, so far, teenager-proof.',
      type: 'chain',
      status: 'active',
      tags: ['unisex', 'chunky', 'everyday'],
      basePrice: 95,
      materials: ['steel', 'titanium', 'silver'],
      gemstones: [],
      inventory: [stockItem('GBS-50', '50 cm', 40, 0, 95), stockItem('GBS-60', '60 cm', 35, 5, 95)],
      analytics: { views: 9902, purchases: 451, trending: true, trendingScore: 88 },
      createdAt: new Date('2024-08-19T09:50:10Z'),
      updatedAt: new Date('2025-06-21T11:45:00Z'),
    }),
  () =>
    storeProduct('brass-section-necklace', {
      _id: new ObjectId('66d1a2400000000000000106'),
      name: 'Brass Section Necklace',
      description: 'A fan of hand-cut brass plates around a single amethyst. Loud in the best way.',
      type: 'necklace',
      status: 'out-of-stock',
      tags: ['statement', 'handmade', 'color'],
      basePrice: 180,
      materials: ['brass', 'copper', 'silver'],
      gemstones: [
        { type: 'amethyst', carat: 1, cut: 'pear', color: 'deep purple' },
        { type: 'topaz', carat: 0.9, cut: 'pear', color: 'honey' },
        { type: 'opal', carat: 0.8, cut: 'pear', color: 'fire' },
      ],
      inventory: [stockItem('BSN-1', 'one size', 0, 0, 180)],
      analytics: { views: 2740, purchases: 33, trending: false },
      // Nobody migrated the dates of the very first stall's pieces.
      updatedAt: new Date('2025-01-05T18:00:00Z'),
    }),
  () =>
    storeProduct('copper-coil-bracelet', {
      _id: new ObjectId('66d1a2400000000000000107'),
      name: 'Copper Coil Bracelet',
      description: 'Raw copper wound in seven turns. It darkens where you move most; give it a month and it is yours.',
      type: 'bracelet',
      status: 'active',
      tags: ['handmade', 'unisex', 'textured'],
      basePrice: 68,
      materials: ['copper', 'brass', 'steel'],
      gemstones: [],
      inventory: [stockItem('CCB-S', 'small', 17, 0, 68), stockItem('CCB-L', 'large', 11, 1, 68)],
      analytics: { views: 1988, purchases: 74, trending: false, trendingScore: 15 },
      createdAt: new Date('2024-10-01T07:30:00Z'),
      updatedAt: new Date('2024-10-01T07:30:00Z'),
    }),
  () =>
    storeProduct('postcard-charm', {
      _id: 'prod_1724061000_008',
      name: 'Postcard Charm',
      description: 'A stamp-sized silver card with room for four words. The sapphire is the stamp.',
      type: 'charm',
      status: 'active',
      tags: ['charms', 'engravable', 'gift'],
      basePrice: 110,
      minPrice: 110,
      maxPrice: 160,
      materials: ['silver', 'gold', 'platinum'],
      gemstones: [
        { type: 'sapphire', carat: 0.5, cut: 'princess', clarity: 'VS1', color: 'blue', certification: 'AGL' },
        { type: 'ruby', carat: 0.5, cut: 'princess', clarity: 'SI1', color: 'red', certification: 'AGL' },
        { type: 'emerald', carat: 0.5, cut: 'princess', clarity: 'SI1', color: 'green', certification: 'AGL' },
      ],
      inventory: [stockItem('PCC-1', 'one size', 26, 2, 110)],
      analytics: { views: 4100, purchases: 120, trending: false, trendingScore: 31 },
      createdAt: new Date('2024-10-15T13:05:00Z'),
      updatedAt: new Date('2025-03-30T10:10:00Z'),
    }),
];
