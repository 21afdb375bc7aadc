import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { identical } from '../src/bson/testing/identical.js';
import { restrictTo, selectPaths } from '../src/bson/selected-paths.js';
import { VERSIONS as WITH_TOY } from '../test/support/toy-v3/versions.js';
import type { DocumentVersion, Target } from './document-version.js';
import { patchingPaths, patchToLatest, recognise, upgradeToLatest, VERSIONS } from './index.js';
import type { StoredDocument } from './index.js';
import { success } from './outcome.js';
import { arbitraryDocuments, legacyDocuments } from './testing/arbitrary-document.js';
import { exampleDocuments } from './testing/example-documents.js';
import { v2 } from './v2-material-specs/version.js';

const runs = { numRuns: Number(process.env.PROPERTY_RUNS ?? 200) };

/** A version 3 whose upgrade sets these fields besides its marker. */
function withTargets(...targets: readonly Target[]): readonly DocumentVersion[] {
  const upgrade = (): ReturnType<NonNullable<DocumentVersion['upgrade']>> =>
    success([...targets, { path: 'schemaVersion', value: 3 }]);
  return [
    ...VERSIONS.slice(0, -1),
    { ...v2, upgrade },
    { ...v2, version: 3, recognises: ({ schemaVersion }) => schemaVersion === 3 },
  ];
}

const lists: readonly (readonly DocumentVersion[])[] = [
  VERSIONS,
  WITH_TOY,
  withTargets({ path: 'seo.metaTitle', value: 'x' }),
  withTargets({ path: 'metadata', value: { featured: true } }),
  withTargets({ path: 'materials', value: [] }, { path: 'customization.materials.x', value: 1 }),
  withTargets({ path: 'copied', value: 1, from: 'analytics.views' }),
];

function leanForm(document: StoredDocument, versions: readonly DocumentVersion[]): StoredDocument {
  const version = recognise(document, versions);
  if (version === undefined) return document;
  const { paths, firstElementOf, elementFields } = patchingPaths(version, versions);
  return restrictTo(document, selectPaths(paths, firstElementOf, elementFields)) as StoredDocument;
}

/** Whether the lean mapping produced a patch or deferred to the full mapping. */
function check(document: StoredDocument, versions: readonly DocumentVersion[]): boolean {
  const lean = patchToLatest(leanForm(document, versions), versions);
  if (lean === undefined) return false;
  const whole = upgradeToLatest(document, versions);
  const patch = whole.ok && whole.value.patch;
  const expected = whole.ok ? { ...whole, value: patch && { set: patch.set, unset: patch.unset } } : whole;
  expect(identical(lean, whole.ok && patch === null ? success(null) : expected)).toBe(true);
  return true;
}

describe('patchToLatest', () => {
  it('gives the patch of the upgrade for every example', () => {
    expect(exampleDocuments.filter((document) => !check(document, VERSIONS))).toEqual([]);
  });

  it('gives the upgrade’s patch or failures for any document, or defers to the full mapping', () => {
    fc.assert(
      fc.property(
        fc.oneof(arbitraryDocuments, legacyDocuments, fc.constantFrom(...exampleDocuments)),
        fc.constantFrom(...lists),
        (document, versions) => {
          check(document, versions);
        },
      ),
      { numRuns: 3 * runs.numRuns },
    );
  });

  it('defers to the full mapping if it would have to keep a value that is not decoded', () => {
    const [document] = exampleDocuments.filter(
      ({ pricing, metadata }) => pricing !== undefined && metadata !== undefined,
    );
    expect(lists.map((versions) => document !== undefined && check(document, versions))).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
