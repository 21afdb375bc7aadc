import { describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { mapped } from '../testing/mapping.js';
import { slug } from './slug.js';

const { Binary, Decimal128, Int32, Long, ObjectId, UUID } = mongo.BSON;

describe('slug', () => {
  it.each([
    { title: 'of `seo` first', doc: { seo: { slug: 'a' }, slug: 'b' }, expected: 'a' },
    { title: 'trimmed, otherwise as it is', doc: { seo: { slug: ' Ä b ' } }, expected: 'Ä b' },
    { title: 'of the document', doc: { seo: { slug: ' ' }, slug: 'b' }, expected: 'b' },
    { title: 'of the document, where `seo` is no object', doc: { seo: [{ slug: 'a' }], slug: 'b' }, expected: 'b' },
    {
      title: 'from the name, where neither is a text',
      doc: { seo: { slug: 5 }, slug: null, name: ' Moon Ring ' },
      expected: 'moon-ring-00-003',
    },
    {
      title: 'from the name without accents',
      doc: { name: 'Café "Noir" — Éclat' },
      expected: 'cafe-noir-eclat-00-003',
    },
    { title: 'from a name in compatibility letters', doc: { name: 'ﬁne № 5' }, expected: 'fine-no-5-00-003' },
    { title: 'from a name that leaves nothing', doc: { name: '💍 خاتم' }, expected: 'product-00-003' },
    {
      title: 'with an ObjectId',
      doc: { _id: new ObjectId('65F0000000000000000ABCDE'), name: 'R' },
      expected: 'r-0abcde',
    },
    { title: 'with a short id', doc: { _id: 'A1', name: 'R' }, expected: 'r-a1' },
    { title: 'with a number', doc: { _id: 1234567, name: 'R' }, expected: 'r-234567' },
    { title: 'with an Int32', doc: { _id: new Int32(12), name: 'R' }, expected: 'r-12' },
    { title: 'with a Long', doc: { _id: Long.fromString('9007199254740993'), name: 'R' }, expected: 'r-740993' },
    { title: 'with a Decimal128', doc: { _id: Decimal128.fromString('1.50'), name: 'R' }, expected: 'r-1-50' },
    {
      title: 'with a UUID',
      doc: { _id: new UUID('0123456789abcdef0123456789ABCDEF'), name: 'R' },
      expected: 'r-abcdef',
    },
    { title: 'with other bytes', doc: { _id: new Binary(Buffer.from('abc')), name: 'R' }, expected: 'r-ywjj' },
    { title: 'with an object', doc: { _id: { shop: 1, no: 27 }, name: 'R' }, expected: 'r-o-27' },
    { title: 'with null', doc: { _id: null, name: 'R' }, expected: 'r-null' },
    { title: 'with an id that leaves nothing', doc: { _id: '______', name: 'R' }, expected: 'r-product' },
  ])('$title → $expected', ({ doc, expected }) => {
    expect(mapped(slug, doc)).toEqual({ slug: expected });
  });
});
