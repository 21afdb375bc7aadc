import fc from 'fast-check';
import { mongo } from 'mongoose';

import { downgrade, upgradeToLatest } from '../../../migrations/index.js';
import { arbitraryDocuments, legacyDocuments } from '../../../migrations/testing/arbitrary-document.js';
import { edited, edits } from '../../../migrations/testing/arbitrary-edits.js';
import { exampleDocuments } from '../../../migrations/testing/example-documents.js';
import { oddDocuments } from '../../../test/support/raw-documents.js';
import { arbitraryBson, bsonBytes, elementsOf } from '../../bson/testing/arbitrary-bson.js';

const runs = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 200) };
const plausible = fc.oneof(legacyDocuments, fc.constantFrom(...exampleDocuments));

/** A document's stored form. */
export function bytesOf(document: object): Uint8Array {
  return mongo.BSON.serialize(document, { ignoreUndefined: false });
}

/**
 * Test runs of mappings from bytes, by their kind of document: each calls `check` with documents of one kind and
 * rethrows.
 */
export const DOCUMENTS_OF_EVERY_KIND: readonly (readonly [
  kind: string,
  each: (check: (bytes: Uint8Array) => void) => void,
])[] = [
  [
    'the examples',
    (check) => {
      for (const document of exampleDocuments) check(bytesOf(document));
    },
  ],
  [
    'any documents',
    (check) => {
      fc.assert(
        fc.property(fc.oneof(arbitraryDocuments, legacyDocuments), (document) => {
          check(bytesOf(document));
        }),
        runs,
      );
    },
  ],
  [
    'documents with values that a downgrade kept aside',
    (check) => {
      fc.assert(
        fc.property(plausible, edits, (document, changes) => {
          const up = upgradeToLatest(document);
          if (!up.ok) return;
          const changed = edited(up.value.document, changes);
          const down = downgrade(changed);
          for (const stored of [changed, ...(down.ok ? [down.value.document] : [])]) check(bytesOf(stored));
        }),
        runs,
      );
    },
  ],
  [
    'documents into which odd bytes were mixed',
    (check) => {
      for (const bytes of oddDocuments()) check(bytes);
      fc.assert(
        fc.property(plausible, arbitraryBson, fc.boolean(), (document, odd, before) => {
          const own = elementsOf(bytesOf(document));
          check(bsonBytes(before ? [...odd, ...own] : [...own, ...odd]));
        }),
        runs,
      );
    },
  ],
];
