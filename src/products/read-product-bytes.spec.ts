import { describe, expect, it } from '@jest/globals';

import { recognise, type StoredDocument, upgradeToLatest } from '../../migrations/index.js';
import { decodeDocument } from '../bson/decode-document.js';
import { bsonBytes, element, type RawElement } from '../bson/testing/arbitrary-bson.js';
import { identical } from '../bson/testing/identical.js';
import { type LeanReading, readProductBytes } from './read-product-bytes.js';
import { DOCUMENTS_OF_EVERY_KIND } from './testing/documents-of-every-kind.js';

/** The result by definition: the pure functions on the whole document as the driver decodes it. */
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
  // The order of fields matters: it is visible in responses.
  expect(identical(readProductBytes(bytes), definition(bytes))).toBe(true);
}

describe('readProductBytes', () => {
  it.each(DOCUMENTS_OF_EVERY_KIND)('reads %s as the pure functions do', (_kind, each) => {
    each(check);
  });

  it('reports a field that cannot be decoded only if it is needed', () => {
    const product = [element.int32('_id', 1), element.text('name', 'Ring'), element.int32('basePrice', 5)];
    const pattern = (name: string): RawElement => element.raw(0x0b, name, Buffer.from('(?i)a\0\0'));
    expect(readProductBytes(bsonBytes([...product, pattern('note')]))).toMatchObject({
      kind: 'product',
      id: 1,
      product: { name: 'Ring' },
    });
    expect(readProductBytes(bsonBytes([...product, pattern('status')]))).toMatchObject({
      kind: 'failing',
      id: 1,
      version: 0,
      failures: [{ path: '' }],
    });
    expect(readProductBytes(bsonBytes([...product, pattern('schemaVersion')]))).toEqual({
      kind: 'unrecognised',
      id: 1,
    });
    expect(readProductBytes(Buffer.from([1, 2, 3]))).toEqual({ kind: 'unrecognised', id: undefined });
  });
});
