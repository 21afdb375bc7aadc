import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mongo } from 'mongoose';

import { restrictTo, selectPaths } from '../src/bson/selected-paths.js';
import { identical } from '../src/bson/testing/identical.js';
import { VERSIONS as WITH_TOY } from '../test/support/toy-v3/versions.js';
import type { DocumentVersion } from './document-version.js';
import { downgrade, needsWhole, readingPaths, readLatest, recognise, upgradeToLatest, VERSIONS } from './index.js';
import type { StoredDocument } from './index.js';
import { arbitraryDocuments, legacyDocuments } from './testing/arbitrary-document.js';
import { edited, edits } from './testing/arbitrary-edits.js';
import { exampleDocuments } from './testing/example-documents.js';

const runs = { numRuns: Number(process.env.PROPERTY_RUNS ?? 200) };

/** The document as decoded by a reader that decodes only what it needs. */
function leanForm(document: StoredDocument, versions: readonly DocumentVersion[]): StoredDocument {
  const version = recognise(document, versions);
  if (version === undefined || needsWhole(document, version, versions)) return document;
  const { paths, firstElementOf, elementFields } = readingPaths(version, versions);
  return restrictTo(document, selectPaths(paths, firstElementOf, elementFields)) as StoredDocument;
}

function check(document: StoredDocument): void {
  for (const versions of [VERSIONS, WITH_TOY]) {
    const whole = upgradeToLatest(document, versions);
    const expected = whole.ok
      ? { ok: true, value: { product: whole.value.product, from: whole.value.from }, warnings: whole.warnings }
      : whole;
    for (const form of [document, leanForm(document, versions)]) {
      const read = readLatest(form, versions);
      // The order of fields matters: it is visible in responses.
      expect(identical(read, expected)).toBe(true);
    }
  }
}

/** The document with the changes, and its rollback: an old document with values kept in `newer`. */
function withChanges(document: StoredDocument, changes: Parameters<typeof edited>[1]): readonly StoredDocument[] {
  const up = upgradeToLatest(document);
  if (!up.ok) return [];
  const changed = edited(up.value.document, changes);
  const down = downgrade(changed);
  return down.ok ? [changed, down.value.document] : [changed];
}

describe('readLatest', () => {
  it('reads the same product as the upgrade, from every example', () => {
    for (const document of exampleDocuments) check(document);
  });

  it('reads the same product as the upgrade, from any document, or fails for the same reasons', () => {
    fc.assert(fc.property(fc.oneof(arbitraryDocuments, legacyDocuments), check), runs);
  });

  it('reads the same product as the upgrade from changed and from downgraded documents', () => {
    fc.assert(
      fc.property(fc.oneof(legacyDocuments, fc.constantFrom(...exampleDocuments)), edits, (document, changes) => {
        for (const changed of withChanges(document, changes)) check(changed);
      }),
      { numRuns: Math.ceil(runs.numRuns / 3) },
    );
  });

  it('changes nothing in the document', () => {
    for (const document of exampleDocuments) {
      const before = mongo.BSON.serialize(document);
      readLatest(document);
      expect(mongo.BSON.serialize(document)).toEqual(before);
    }
  });
});
