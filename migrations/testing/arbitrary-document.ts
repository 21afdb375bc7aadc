import fc from 'fast-check';
import { mongo } from 'mongoose';
import type { StoredDocument } from '../stored-document.js';
import { anything, ids, keys, texts } from './arbitrary-values.js';

const { Decimal128, Double, Int32 } = mongo.BSON;

/** Typical values of each field. */
const metals = fc.constantFrom(
  'gold',
  'white-gold',
  'rose-gold',
  'silver',
  'platinum',
  '18k White Gold',
  'Sterling Silver',
  '14k Rose Gold',
  'steel',
  'brass',
  'wood',
  '18ct White Gold',
  '9k rose gold',
  '22K Gold',
  '24k White Gold',
  '8K gold',
  '18k Gold-Plated Brass',
  'Gold Vermeil',
  'Gold plated',
  'Platinum over silver',
);
const stones = fc.constantFrom(
  'diamond',
  'ruby',
  'other',
  'Lab-Grown Diamond',
  'opal',
  'Labradorite',
  'Pearls',
  'glass',
  'Emerald-cut ruby',
  'Ruby-red Moissanite',
  'Cubic zirconia',
  'Sapphire blue topaz',
);
const prices = fc.oneof(
  fc.double({ min: 0, max: 1e5, noNaN: true }),
  fc.constantFrom<unknown>('99.90', Decimal128.fromString('12.50'), new Double(5), new Int32(9), null),
);
const flags = fc.constantFrom<unknown>(true, false, 'true', 1, null);
const mostly = (usual: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 6, arbitrary: usual }, { weight: 1, arbitrary: anything });
const counts = mostly(fc.integer({ min: -2, max: 40 }));
const partial = (fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> =>
  mostly(fc.record(fields, { requiredKeys: [] }));
const listOf = (item: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => mostly(fc.array(mostly(item), { maxLength: 3 }));

const material = fc.oneof(
  metals,
  partial({
    id: metals,
    type: metals,
    name: metals,
    purity: mostly(fc.constantFrom('18K', '14K', '925', '750', '22K', '333', '9ct')),
    finish: texts,
    sustainability: partial({ recycled: flags, ethicallySourced: flags }),
  }),
);
const gemstone = fc.oneof(
  stones,
  partial({
    type: stones,
    name: stones,
    isLabGrown: flags,
    carat: mostly(fc.double({ min: 0, max: 5 })),
    cut: texts,
    clarity: texts,
    color: texts,
    certification: fc.oneof(texts, partial({ agency: texts })),
    sustainability: partial({ labGrown: flags, conflictFree: flags, traceable: flags }),
  }),
);

/** What a downgrade leaves, real or made up, at paths that matter. */
const newer = mostly(
  fc.record({
    version: fc.constant(2),
    values: fc.array(
      fc.record(
        {
          path: fc.constantFrom(
            'name',
            'subcategory',
            'revision',
            'inventory.quantity',
            'metadata',
            'creator',
            'description',
            '_id',
            'schemaVersion',
            'legacy.version',
            'a..b',
            '$a',
            'x.y',
          ),
          value: anything,
          over: fc.constantFrom<unknown>('accessories', 1, undefined, ''),
          absent: fc.constantFrom<unknown>(true, undefined),
        },
        { requiredKeys: ['path'] },
      ),
      { maxLength: 2 },
    ),
  }),
);

const shared: Record<string, fc.Arbitrary<unknown>> = {
  name: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom<unknown>('Solitaire Ring', ' Moon ', '💍', 'خاتم') },
    anything,
  ),
  description: mostly(texts),
  category: mostly(fc.constantFrom('ring', 'Rings', ' necklaces', 'earring', 'jewellery', 'hat')),
  subcategory: mostly(fc.constantFrom('studs', 'Hoops', 'accessories', 'none')),
  slug: mostly(texts),
  seo: partial({ slug: texts, metaTitle: texts, keywords: listOf(texts) }),
  metadata: partial({
    featured: flags,
    bestseller: flags,
    newArrival: flags,
    tags: listOf(texts),
    primaryMetal: metals,
    status: mostly(fc.constantFrom('active', ' Active', 'inactive', 'coming-soon', 'sold')),
    collections: listOf(texts),
  }),
  media: partial({ primary: texts, gallery: listOf(texts) }),
  images: fc.oneof(partial({ primary: texts }), listOf(partial({ url: texts, isPrimary: flags, alt: texts }))),
  imageUrl: texts,
  tags: listOf(texts),
  materials: listOf(material),
  gemstones: listOf(gemstone),
  customization: partial({
    materials: listOf(material),
    gemstones: listOf(gemstone),
    sizes: listOf(texts),
    engraving: anything,
  }),
  creator: partial({ handle: texts, name: texts, profile: partial({ handle: texts, name: texts }) }),
  analytics: partial({ trending: flags, views: counts, purchases: counts }),
  originalPrice: prices,
  compareAtPrice: prices,
  createdAt: mostly(fc.constant(new Date('2024-08-19T10:00:00Z'))),
  sizes: anything,
  certifications: anything,
  price: prices,
  currency: mostly(fc.constantFrom('eur', 'USD', 'euro')),
  materialSpecs: anything,
  primaryImage: anything,
  revision: anything,
  legacy: anything,
  newer,
};

const v0Fields = {
  basePrice: prices,
  ...shared,
  type: mostly(fc.constantFrom('ring', 'necklace', 'earrings', 'bracelet', 'pendant', 'charm', 'chain')),
  status: mostly(fc.constantFrom('active', 'out-of-stock', 'discontinued')),
  inventory: listOf(partial({ sku: texts, quantity: counts, reserved: counts })),
};

const v1Fields = {
  pricing: fc.record(
    {
      basePrice: prices,
      currency: mostly(fc.constantFrom('USD', 'eur', 'x')),
      priceRange: anything,
      originalPrice: prices,
      compareAtPrice: prices,
    },
    { requiredKeys: ['basePrice'] },
  ),
  ...shared,
  inventory: partial({ sku: texts, quantity: counts, reserved: counts, available: counts, onHand: counts }),
};

/** Names that trip up careless object code, `__proto__` included. */
const oddKeys = fc
  .array(fc.tuple(fc.oneof(keys, fc.constantFrom('__proto__', 'zz', '17')), anything), { maxLength: 2 })
  .map((entries) => entries.filter(([key]) => !RESERVED.includes(key)));
const RESERVED: readonly string[] = ['_id', 'schemaVersion', 'pricing', 'basePrice', 'name'];

function documentsOf(
  fields: Record<string, fc.Arbitrary<unknown>>,
  requiredKeys: readonly string[],
): fc.Arbitrary<StoredDocument> {
  return fc
    .tuple(ids, fc.record(fields, { requiredKeys: [...requiredKeys] }), oddKeys)
    .map(([_id, body, odd]) => Object.fromEntries([['_id', _id], ...odd, ...Object.entries(body)]) as StoredDocument);
}

/** Documents of the two legacy shapes with wrong values in any of their fields; most of them can be mapped. */
export const legacyDocuments: fc.Arbitrary<StoredDocument> = fc.oneof(
  documentsOf(v0Fields, ['basePrice', 'name']),
  documentsOf(v1Fields, ['pricing', 'name']),
);

/** Anything that could be stored: legacy documents, marked ones with odd content, and documents of no version. */
export const arbitraryDocuments: fc.Arbitrary<StoredDocument> = fc.oneof(
  { weight: 4, arbitrary: legacyDocuments },
  documentsOf(
    {
      ...v1Fields,
      schemaVersion: fc.oneof(fc.constantFrom<unknown>(2, '2', 3, null, [2], new Double(2)), anything),
      newer: anything,
    },
    ['schemaVersion'],
  ),
  documentsOf(Object.fromEntries(Object.keys({ ...v0Fields, ...v1Fields }).map((key) => [key, anything])), []),
);
