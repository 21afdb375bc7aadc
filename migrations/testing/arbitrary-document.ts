import fc from 'fast-check';
import { mongo } from 'mongoose';
import { setAt } from '../document-path.js';
import type { StoredDocument } from '../stored-document.js';

const { Binary, Decimal128, Double, Int32, Long, ObjectId, UUID } = mongo.BSON;

/** Texts as people and broken writers write them: emoji, right to left, combining marks, blanks, line ends. */
const texts = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '  Ring ',
    'Café "Noir"',
    '💍 Ring 💎',
    'خاتم ذهب',
    '\u202Ering',
    'e\u0301clat',
    'a\0b',
    '$name',
    'a.b',
    '99.90',
    '12,50',
    'NaN',
  ),
  fc.string({ maxLength: 12 }),
);

const numbers = fc.oneof(
  fc.constantFrom(0, -0, 1, 5.5, 18, -3, NaN, Infinity, -Infinity, 1e308, 2 ** 60),
  fc.constantFrom(
    new Int32(5),
    new Double(5),
    new Double(2.5),
    Long.fromString('9007199254740993'),
    Long.fromNumber(3),
  ),
  fc.constantFrom('1.10', 'NaN', '-2', '1E+3', '0').map((value) => Decimal128.fromString(value)),
);

const scalars = fc.oneof(
  { weight: 3, arbitrary: texts },
  { weight: 2, arbitrary: numbers },
  fc.constantFrom(
    null,
    undefined,
    true,
    false,
    /x/i,
    new Date(0),
    new Date(NaN),
    new ObjectId('65f000000000000000000001'),
    new Binary(Buffer.from([1, 2])),
  ),
);

const keys = fc.oneof(
  fc.constantFrom(
    'type',
    'name',
    'url',
    'quantity',
    'reserved',
    'value',
    'path',
    '1',
    '0',
    'constructor',
    'toString',
    'a.b',
    '$inc',
    '',
  ),
  fc.string({ maxLength: 4 }).filter((key) => !key.includes('\0')),
);

/** Whatever may stand where something else is expected. */
export const anything: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    { weight: 4, arbitrary: scalars },
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(keys, tie('value')), { maxLength: 3 }).map(toObject),
  ),
})).value;

/** Also makes a field called `__proto__` of its own, as a decoder does. */
function toObject(entries: readonly (readonly [string, unknown])[]): object {
  return Object.fromEntries(entries);
}

const ids = fc.oneof(
  fc.constantFrom<unknown>(
    new ObjectId('65f0000000000000000000ab'),
    'prod_1724061000_003',
    7,
    Long.fromNumber(7),
    new UUID('0123456789abcdef0123456789abcdef'),
    { a: 1 },
    'ÄÖ____',
  ),
  texts,
);

/** What writers of each field write. */
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

/** What a downgrade leaves, true or made up, at paths that matter. */
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

/** Names that a careless writer of objects would trip over; `__proto__` included. */
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

/** Documents of the two legacy shapes with the wrong things in any of their fields; most of them can be mapped. */
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

/** A change of an upgraded document, by this service or by somebody who knows less of it. */
export interface Edit {
  readonly path: string;
  /** `undefined` takes the field away. */
  readonly value: unknown;
}

const edit = (path: string, value: fc.Arbitrary<unknown>): fc.Arbitrary<Edit> =>
  value.map((chosen) => ({ path, value: chosen }));

/**
 * Edits that leave a document a product: by their own field's rules, or with anything in a field that is not essential.
 */
export const edits: fc.Arbitrary<readonly Edit[]> = fc.array(
  fc.oneof(
    edit('name', fc.constantFrom('New name', 'Other')),
    edit('description', fc.constantFrom('New', '')),
    edit('category', fc.constantFrom('rings', 'necklaces', 'earrings', 'bracelets', 'jewelry')),
    edit('subcategory', fc.constantFrom('pendants', 'chains', 'studs', 'charm-bracelets', 'accessories')),
    edit('slug', fc.constantFrom('new-slug', 'other-slug')),
    edit('primaryImage', fc.constantFrom('/new.jpg', '/images/placeholder-product.jpg')),
    edit('pricing.basePrice', fc.constantFrom<unknown>(1, 19.99, 0, Decimal128.fromString('7.70'))),
    edit('pricing.currency', fc.constantFrom('EUR', 'GBP')),
    edit('inventory.quantity', fc.constantFrom<unknown>(0, 7, 250, undefined)),
    edit('inventory.available', fc.boolean()),
    edit('inventory.onHand', fc.constantFrom<unknown>(3, undefined)),
    edit('metadata.featured', fc.boolean()),
    edit('metadata.newArrival', fc.boolean()),
    edit('metadata.tags', fc.constantFrom<unknown>([], ['new'], ['b', 'a'])),
    edit('metadata.status', fc.constantFrom('active', 'inactive', 'out-of-stock')),
    edit(
      'materialSpecs.metal.type',
      fc.constantFrom(
        'silver',
        '14k-gold',
        '18k-white-gold',
        '9k-rose-gold',
        '22k-gold',
        'platinum',
        'stainless-steel',
        'unspecified',
      ),
    ),
    edit('materialSpecs.metal.finish', fc.constantFrom('matte', 'polished')),
    edit('materialSpecs.metal.sustainability.recycled', fc.boolean()),
    edit(
      'materialSpecs.stone',
      fc.constantFrom<unknown>(undefined, {
        type: 'lab-ruby',
        carat: 1.5,
        cut: 'Oval',
        certification: 'GIA',
        sustainability: { labGrown: true, conflictFree: true, traceable: false },
      }),
    ),
    edit('materialSpecs.stone.carat', fc.constantFrom<unknown>(0.25, 2)),
    edit('creator', fc.constantFrom<unknown>(undefined, { handle: 'ana', name: 'Ana' })),
    edit('creator.handle', fc.constantFrom('bo', null)),
    edit('revision', fc.integer({ min: 2, max: 99 })),
    fc
      .tuple(
        fc.constantFrom(
          'description',
          'slug',
          'subcategory',
          'metadata.tags',
          'inventory',
          'creator',
          'seo',
          'customization',
          'media',
          'updatedBy',
        ),
        anything,
      )
      .map(([path, value]) => ({ path, value })),
  ),
  { maxLength: 4 },
);

/** The document with the edits made. */
export function edited(document: StoredDocument, changes: readonly Edit[]): StoredDocument {
  return changes.reduce((result, { path, value }) => setAt(result, path, value), document);
}
