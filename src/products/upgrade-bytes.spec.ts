import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { applyPatch, downgrade, recognise, type StoredDocument, upgradeToLatest } from '../../migrations/index.js';
import { legacyDocuments } from '../../migrations/testing/arbitrary-document.js';
import { edited, edits } from '../../migrations/testing/arbitrary-edits.js';
import { exampleDocuments } from '../../migrations/testing/example-documents.js';
import { BsonWriter } from '../bson/bson-writer.js';
import { decodeDocument } from '../bson/decode-document.js';
import { patchBytes } from '../bson/patch-bytes.js';
import { bsonBytes, element } from '../bson/testing/arbitrary-bson.js';
import { identical } from '../bson/testing/identical.js';
import { readProductBytes } from './read-product-bytes.js';
import { bytesOf, DOCUMENTS_OF_EVERY_KIND } from './testing/documents-of-every-kind.js';
import { downgradeBytes, type MappedBytes, upgradeBytes } from './upgrade-bytes.js';

const runs = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 200) };
/** Shared by many documents, as in a migration. */
const writer = new BsonWriter();

/** The result by definition: the pure functions on the whole document as the driver decodes it. */
function definition(bytes: Uint8Array): MappedBytes {
  const outcome = upgradeToLatest(decodeDocument(bytes) as StoredDocument);
  if (!outcome.ok) return { kind: 'refused', findings: outcome.failures };
  const upgraded = outcome.value.patch === null ? bytes : patchBytes(bytes, outcome.value.patch);
  return upgraded === null ? { kind: 'server' } : { kind: 'document', bytes: upgraded };
}

const shown = (mapped: MappedBytes): unknown =>
  mapped.kind === 'document' ? Buffer.from(mapped.bytes).toString('hex') : mapped;

function check(bytes: Uint8Array): void {
  const upgraded = upgradeBytes(bytes, writer);
  expect(shown(upgraded)).toEqual(shown(definition(bytes)));
  if (upgraded.kind === 'document') checkContent(bytes, upgraded.bytes);
}

/**
 * The check that the mapping used to run on each document: the result has the latest version, and shows the same
 * product.
 */
function checkContent(stored: Uint8Array, upgraded: Uint8Array): void {
  const outcome = upgradeToLatest(decodeDocument(stored) as StoredDocument);
  const after = decodeDocument(upgraded) as StoredDocument;
  expect(recognise(after)?.version).toBe(2);
  const again = readProductBytes(upgraded);
  expect(identical(again.kind === 'product' && again.product, outcome.ok && outcome.value.product)).toBe(true);
}

describe('upgradeBytes', () => {
  it.each(DOCUMENTS_OF_EVERY_KIND)(
    'makes of %s what the pure functions make of them, or refuses them for the same reasons',
    (_kind, each) => {
      each(check);
    },
  );

  it('refuses a document with a needed field that cannot be decoded', () => {
    const bytes = bsonBytes([
      element.int32('_id', 1),
      element.text('name', 'Ring'),
      element.int32('basePrice', 5),
      element.raw(0x0b, 'status', Buffer.from('(?i)a\0\0')),
    ]);
    expect(upgradeBytes(bytes, writer)).toMatchObject({ kind: 'refused', findings: [{ path: '' }] });
    expect(upgradeBytes(Buffer.from([5, 0]), writer)).toMatchObject({ kind: 'refused' });
  });
});

describe('downgradeBytes', () => {
  it('takes upgrades back byte for byte', () => {
    for (const document of exampleDocuments.filter(({ schemaVersion }) => schemaVersion === undefined)) {
      const up = upgradeBytes(bytesOf(document), writer);
      const down = up.kind === 'document' ? downgradeBytes(up.bytes, writer) : up;
      expect(shown(down)).toBe(Buffer.from(bytesOf(document)).toString('hex'));
    }
  });

  it('writes what the patch of the downgrade makes', () => {
    fc.assert(
      fc.property(legacyDocuments, edits, (document, changes) => {
        const up = upgradeToLatest(document);
        if (!up.ok) return;
        const stored = bytesOf(edited(up.value.document, changes));
        const down = downgrade(decodeDocument(stored) as StoredDocument);
        const mapped = downgradeBytes(stored, writer);
        expect(mapped.kind === 'refused').toBe(!down.ok);
        if (!down.ok || mapped.kind !== 'document') return;
        // Not the bytes: an encoder would give some numbers another type.
        expect(
          identical(
            decodeDocument(mapped.bytes),
            applyPatch(decodeDocument(stored) as StoredDocument, down.value.patch),
          ),
        ).toBe(true);
      }),
      runs,
    );
  });
});
