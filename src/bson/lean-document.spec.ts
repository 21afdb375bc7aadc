import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mongo } from 'mongoose';

import { readingPaths, recognitionPaths, VERSIONS } from '../../migrations/index.js';
import { arbitraryDocuments } from '../../migrations/testing/arbitrary-document.js';
import { exampleDocuments } from '../../migrations/testing/example-documents.js';
import { oddDocuments } from '../../test/support/raw-documents.js';
import { decodeDocument } from './decode-document.js';
import { decodePaths, decodeWhole } from './lean-document.js';
import { restrictTo, selectPaths, type Selection } from './selected-paths.js';
import { arbitraryBson, bsonBytes, element, type RawElement } from './testing/arbitrary-bson.js';
import { identical } from './testing/identical.js';

const runs = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 200) };

const selections: readonly Selection[] = [
  selectPaths(recognitionPaths().paths),
  ...VERSIONS.map((version) => {
    const { paths, firstElementOf, elementFields } = readingPaths(version);
    return selectPaths(paths, firstElementOf, elementFields);
  }),
  selectPaths([]),
  selectPaths(['_id', 'a', 'tags', 'b.a', 'metadata.tags'], ['tags'], {
    a: ['a', 'b.a', '$ref'],
    tags: ['a'],
    'b.a': [],
    'metadata.tags': ['_id', 'b'],
  }),
  selectPaths(
    ['_id', 'a', 'a.b', 'metadata.tags', 'tags', 'b.c.d', 'b.c.a', 'b.a', '__proto__.a', '0.1'],
    ['tags', 'metadata.tags', 'b.a'],
  ),
];

/** Checks that the reader returns exactly what the driver returns. */
function check(bytes: Uint8Array): void {
  const whole = decodeDocument(bytes);
  expect(identical(decodeWhole(bytes), whole)).toBe(true);
  for (const selection of selections) {
    expect(identical(decodePaths(bytes, selection), restrictTo(whole, selection))).toBe(true);
  }
}

describe('decodePaths', () => {
  it('decodes the selected paths and skips everything else', () => {
    const bytes = mongo.BSON.serialize({
      _id: 1,
      a: { b: 1, c: 2 },
      list: [{ x: 1 }, { x: 2 }],
      all: { d: [1, { e: null }] },
      rest: { deep: [1] },
    });
    const selection = selectPaths(['_id', 'a.b', 'list', 'all', 'missing.path'], ['list']);
    expect(decodePaths(bytes, selection)).toStrictEqual({
      _id: 1,
      a: { b: 1 },
      list: [{ x: 1 }],
      all: { d: [1, { e: null }] },
    });
  });

  it('decodes the selected fields of the objects in an array: of all, or of all but the first', () => {
    const bytes = mongo.BSON.serialize({
      list: [{ x: 1, y: { z: 1, w: 2 } }, 'text', { y: { z: 3, w: 4 }, q: 5 }, [1], null],
      other: { x: 1, q: 2 },
    });
    const fields = { list: ['x', 'y.z'], other: ['x'] };
    expect(decodePaths(bytes, selectPaths(['list', 'other'], [], fields))).toStrictEqual({
      list: [{ x: 1, y: { z: 1 } }, 'text', { y: { z: 3 } }, [1], null],
      other: { x: 1, q: 2 },
    });
    expect(decodePaths(bytes, selectPaths(['list'], ['list'], fields))).toStrictEqual({
      list: [{ x: 1, y: { z: 1, w: 2 } }, 'text', { y: { z: 3 } }, [1], null],
    });
    expect(decodePaths(bytes, selectPaths(['list', 'list.x'], [], fields))).toMatchObject({
      list: [{ y: { w: 2 } }, 'text', { q: 5 }, [1], null],
    });
  });

  it('equals the driver for products of every shape', () => {
    for (const document of exampleDocuments) {
      check(mongo.BSON.serialize(document));
    }
  });

  it('equals the driver for documents with any value in any field', () => {
    fc.assert(
      fc.property(arbitraryDocuments, (document) => {
        check(mongo.BSON.serialize(document, { ignoreUndefined: false }));
      }),
      runs,
    );
  });

  it('equals the driver for bytes that no driver writes', () => {
    for (const bytes of oddDocuments()) check(bytes);
    fc.assert(
      fc.property(arbitraryBson, (document) => {
        check(bsonBytes(document));
      }),
      { numRuns: 5 * runs.numRuns },
    );
  });

  it.each<[string, readonly RawElement[]]>([
    [
      'two fields of one name',
      [element.int32('a', 1), element.text('tags', 'x'), element.int32('a', 2), element.object('a', [])],
    ],
    [
      'a DBRef on the way',
      [element.object('metadata', [element.text('$ref', 'c'), element.int32('$id', 1), element.array('tags', [])])],
    ],
    [
      'a field called like a class on the way',
      [element.object('metadata', [element.text('_bsontype', 'ObjectId'), element.text('status', 'x')])],
    ],
    [
      'a document that is a DBRef itself',
      [element.text('$ref', 'c'), element.int32('$id', 1), element.int32('_id', 1)],
    ],
    [
      'an array whose elements have other names',
      [element.array('tags', [element.int32('7', 1), element.int32('', 2), element.int32('$ref', 3)])],
    ],
  ])('decodes %s as the driver does', (_, elements) => {
    check(bsonBytes(elements));
  });

  it('decodes objects of any depth', () => {
    let deep: RawElement = element.int32('a', 1);
    for (let depth = 0; depth < 5_000; depth++) deep = element.object('a', [deep]);
    const decoded = decodePaths(bsonBytes([element.int32('_id', 1), deep]), selectPaths(['_id', 'a']));
    expect(Object.keys(decoded)).toEqual(['_id', 'a']);
  });

  it('skips a field that the driver cannot decode, unless it is selected', () => {
    const bytes = bsonBytes([
      element.int32('_id', 1),
      element.raw(0x0b, 'pattern', Buffer.from('(?i)a\0\0')),
      element.int32('a', 2),
    ]);
    expect(() => decodeDocument(bytes)).toThrow(SyntaxError);
    expect(decodePaths(bytes, selectPaths(['a']))).toStrictEqual({ a: 2 });
    expect(() => decodePaths(bytes, selectPaths(['pattern']))).toThrow(SyntaxError);
  });

  it('rejects bytes that are not a document, like the driver', () => {
    fc.assert(
      fc.property(
        arbitraryBson,
        fc.nat(),
        fc.integer({ min: 0, max: 255 }),
        fc.boolean(),
        (document, at, byte, cut) => {
          const bytes = bsonBytes(document);
          if (cut) expect(() => decodePaths(bytes.subarray(0, at % bytes.length), selectPaths(['a']))).toThrow();
          // A changed byte gives another document or none; either way the reader stays within its bounds.
          else bytes[at % bytes.length] = byte;
          const all = selectPaths(Object.keys(wholeOrNothing(bytes)));
          if (all.byName.size > 0)
            expect(identical(decodePaths(bytes, all), restrictTo(decodeDocument(bytes), all))).toBe(true);
        },
      ),
      runs,
    );
  });
});

function wholeOrNothing(bytes: Uint8Array): object {
  try {
    const document = decodeDocument(bytes);
    return Object.keys(document).some((key) => /[.\uFFFD]/.test(key)) ? {} : document;
  } catch {
    return {};
  }
}
