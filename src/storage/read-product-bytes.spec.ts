import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mongo } from 'mongoose';

import { downgrade, recognise, type StoredDocument, upgradeToLatest } from '../../migrations/index.js';
import { arbitraryDocuments, edited, edits, legacyDocuments } from '../../migrations/testing/arbitrary-document.js';
import { exampleDocuments } from '../../migrations/testing/example-documents.js';
import { oddDocuments } from '../../test/support/raw-documents.js';
import { decodeDocument } from '../bson/decode-document.js';
import { arbitraryBson, bsonBytes, element, elementsOf, type RawElement } from '../bson/testing/arbitrary-bson.js';
import { identical } from '../bson/testing/identical.js';
import { type LeanReading, readProductBytes } from './read-product-bytes.js';

const { BSON } = mongo;
const runs = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 200) };
const bytesOf = (document: object): Uint8Array => BSON.serialize(document, { ignoreUndefined: false });

/** The reading as the pure functions define it, from the whole document as the driver decodes it. */
function definition(bytes: Uint8Array): LeanReading {
  const document = decodeDocument(bytes) as StoredDocument;
  const id = document._id;
  const version = recognise(document)?.version;
  if (version === undefined) return { kind: 'unrecognised', id };
  const outcome = upgradeToLatest(document);
  if (!outcome.ok) return { kind: 'failing', id, version, failures: outcome.failures };
  return { kind: 'product', id, product: outcome.value.product, version, warnings: outcome.warnings };
}

function check(bytes: Uint8Array): void {
  // The order of fields counts: it shows in answers.
  expect(identical(readProductBytes(bytes), definition(bytes))).toBe(true);
}

describe('readProductBytes', () => {
  it('reads every example as the pure functions do', () => {
    for (const document of exampleDocuments) check(bytesOf(document));
  });

  it('reads any document as the pure functions do', () => {
    fc.assert(fc.property(fc.oneof(arbitraryDocuments, legacyDocuments), (document) => {
      check(bytesOf(document));
    }), runs);
  });

  it('reads documents with values that were kept aside', () => {
    fc.assert(fc.property(fc.oneof(legacyDocuments, fc.constantFrom(...exampleDocuments)), edits, (document, changes) => {
      const up = upgradeToLatest(document);
      if (!up.ok) return;
      const changed = edited(up.value.document, changes);
      const down = downgrade(changed);
      for (const stored of [changed, ...(down.ok ? [down.value.document] : [])]) check(bytesOf(stored));
    }), runs);
  });

  it('reads documents into which odd bytes were mixed', () => {
    for (const bytes of oddDocuments()) check(bytes);
    fc.assert(fc.property(fc.oneof(legacyDocuments, fc.constantFrom(...exampleDocuments)), arbitraryBson, fc.boolean(), (document, odd, before) => {
      const own = elementsOf(bytesOf(document));
      check(bsonBytes(before ? [...odd, ...own] : [...own, ...odd]));
    }), runs);
  });

  it('tells of a field that cannot be decoded only where it is needed', () => {
    const product = [element.int32('_id', 1), element.text('name', 'Ring'), element.int32('basePrice', 5)];
    const pattern = (name: string): RawElement => element.raw(0x0b, name, Buffer.from('(?i)a\0\0'));
    expect(readProductBytes(bsonBytes([...product, pattern('note')]))).toMatchObject({ kind: 'product', id: 1, product: { name: 'Ring' } });
    expect(readProductBytes(bsonBytes([...product, pattern('status')]))).toMatchObject({ kind: 'failing', id: 1, version: 0, failures: [{ path: '' }] });
    expect(readProductBytes(bsonBytes([...product, pattern('schemaVersion')]))).toEqual({ kind: 'unrecognised', id: 1 });
    expect(readProductBytes(Buffer.from([1, 2, 3]))).toEqual({ kind: 'unrecognised', id: undefined });
  });
});
