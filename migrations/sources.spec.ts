import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { getAt } from './document-path.js';
import type { DocumentVersion } from './document-version.js';
import { VERSIONS } from './index.js';
import type { StoredDocument } from './index.js';
import { readBy, recognisedBy } from './reading-paths.js';
import { arbitraryDocuments } from './testing/arbitrary-document.js';
import { exampleDocuments } from './testing/example-documents.js';
import { recording, unread } from './testing/recorded-paths.js';

const runs = { numRuns: Number(process.env.PROPERTY_RUNS ?? 200) };
const documents = fc.oneof({ weight: 3, arbitrary: arbitraryDocuments }, fc.constantFrom(...exampleDocuments));

/** The paths that a function reads of a document beyond what a reader has decoded for it. */
function strayPaths(
  look: (document: StoredDocument) => unknown,
  stored: StoredDocument,
  { sources, firstElementOf }: Sources,
): readonly string[] {
  const { document, paths } = recording(stored);
  look(document);
  return unread(paths, ['_id', ...sources], firstElementOf);
}

type Sources = Pick<DocumentVersion, 'sources' | 'firstElementOf'>;

describe.each(VERSIONS.map((version) => [version.name, version] as const))('the mapping of %s', (_, version) => {
  const looks = (document: StoredDocument): readonly string[] => [
    ...strayPaths((stored) => version.recognises(stored), document, { sources: recognisedBy(version) }),
    ...strayPaths((stored) => version.upgrade?.(stored), document, version),
    ...strayPaths((stored) => version.lacks?.(stored), document, version),
    ...strayPaths((stored) => version.read?.(stored), document, { ...version, sources: readBy(version) }),
  ];

  it('reads only its sources in the examples', () => {
    expect([...new Set(exampleDocuments.flatMap(looks))]).toEqual([]);
  });

  it('reads only its sources in any document, including those of other versions', () => {
    fc.assert(
      fc.property(documents, (document) => {
        expect(looks(document)).toEqual([]);
      }),
      runs,
    );
  });
});

describe.each(
  VERSIONS.filter(({ elementFields }) => elementFields !== undefined).map(
    (version) => [version.name, version] as const,
  ),
)('%s', (_, { read, elementFields = {} }) => {
  it('reads only the named fields of the objects in its arrays', () => {
    const inside = (path: string): readonly string[] =>
      Object.entries(elementFields).flatMap(([list, fields]) => {
        const field = new RegExp(`^${list}\\.\\d+\\.(.+)$`).exec(path)?.[1];
        return field === undefined || fields.some((one) => one === field || one.startsWith(`${field}.`)) ? [] : [path];
      });
    const stray = (stored: StoredDocument): readonly string[] => {
      const { document, paths } = recording(stored);
      read?.(document);
      return [...paths].flatMap(inside);
    };
    expect([...new Set(exampleDocuments.flatMap(stray))]).toEqual([]);
    fc.assert(
      fc.property(documents, (document) => {
        expect(stray(document)).toEqual([]);
      }),
      runs,
    );
  });
});

describe('a mapping that reads more than its sources', () => {
  const document: StoredDocument = { _id: 1, a: { b: 1, c: 2 }, list: ['x', { y: 1 }], d: { e: {} } };
  const sources = ['a.b', 'list', 'd.e.f'];
  it.each<[string, (document: StoredDocument) => unknown, readonly string[]]>([
    ['another field', ({ d, z }) => [d, z], ['z']],
    ['another field of an object', (stored) => getAt(stored, 'a.c'), ['a.c']],
    ['all fields of an object', ({ a }) => ({ ...(a as object) }), ['a.*', 'a.c']],
    ['whether there is a field', (stored) => 'q' in stored || Object.hasOwn(stored, 'r'), ['q', 'r']],
    ['a second element', ({ list }) => (list as unknown[])[1], ['list.1']],
    ['the length of a list', ({ list }) => (list as unknown[]).length, ['list.length']],
    ['the elements of a list in turn', ({ list }) => [...(list as unknown[])], ['list.length', 'list.1']],
  ])('is found: %s', (_, look, stray) => {
    expect(new Set(strayPaths(look, document, { sources, firstElementOf: ['list'] }))).toEqual(new Set(stray));
  });

  it('is not reported when it reads only its sources', () => {
    const look = (stored: StoredDocument): unknown => [
      getAt(stored, 'a.b'),
      getAt(stored, 'd.e.f'),
      (stored['list'] as unknown[])[0],
      stored._id,
    ];
    expect(strayPaths(look, document, { sources, firstElementOf: ['list'] })).toEqual([]);
  });
});
