import fc from 'fast-check';
import { mongo } from 'mongoose';
import { setAt } from '../document-path.js';
import type { StoredDocument } from '../stored-document.js';
import { anything } from './arbitrary-values.js';

const { Decimal128 } = mongo.BSON;

/** A change to an upgraded document, by this service or by a writer that knows less about it. */
export interface Edit {
  readonly path: string;
  /** `undefined` removes the field. */
  readonly value: unknown;
}

const edit = (path: string, value: fc.Arbitrary<unknown>): fc.Arbitrary<Edit> =>
  value.map((chosen) => ({ path, value: chosen }));

/** Edits that leave the document a valid product: valid values, or anything in a field that is not essential. */
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

/** The document with the edits applied. */
export function edited(document: StoredDocument, changes: readonly Edit[]): StoredDocument {
  return changes.reduce((result, { path, value }) => setAt(result, path, value), document);
}
