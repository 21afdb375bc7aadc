import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mongo } from 'mongoose';
import { arbitraryDocuments } from '../../../../migrations/testing/arbitrary-document.js';
import { DocumentSurvey } from './document-survey.js';
import { identical } from './identical.js';
import { isStableId, typeOfId } from './id-traits.js';
import { inspectRaw } from './raw-document.js';
import { SeenTexts } from './seen-texts.js';
import { kindOf, numberIn } from './value-kind.js';

const { BSON } = mongo;

describe('the bytes of a document', () => {
  it.each([
    [
      'ordinary ones',
      {
        _id: 1,
        a: {
          b: [
            1,
            'x',
            new Date(0),
            null,
            true,
            new mongo.ObjectId(),
            /x/i,
            mongo.Decimal128.fromString('1'),
            new mongo.Binary(Buffer.from('a')),
            1.5,
            mongo.Long.MAX_VALUE,
            new mongo.MinKey(),
            new mongo.MaxKey(),
            new mongo.Timestamp({ t: 1, i: 1 }),
            new mongo.Code('f'),
          ],
        },
      },
      {},
    ],
    ['names like numbers', { _id: 1, a: { 10: 1 } }, { integerKeys: true }],
    ['names with a dot', { _id: 1, 'a.b': 1 }, { oddKeys: true }],
    ['names with a dollar', { _id: 1, a: { $inc: 1 } }, { oddKeys: true }],
    ['an empty name', { _id: 1, '': 1 }, { oddKeys: true }],
    ['a symbol', { _id: 1, a: new BSON.BSONSymbol('s') }, { deprecatedTypes: true }],
    ['code with scope', { _id: 1, a: new mongo.Code('f', { x: 1 }) }, { deprecatedTypes: true }],
    ['names beyond ASCII', { _id: 1, größe: 1, 尺寸: { größe: 2 } }, {}],
  ])('with %s', (_, document, traits) => {
    const found = inspectRaw(BSON.serialize(document));
    const { id, depth, ...rest } = found;
    expect(rest).toEqual({
      duplicateKeys: false,
      integerKeys: false,
      oddKeys: false,
      invalidText: false,
      deprecatedTypes: false,
      ...traits,
    });
    expect(BSON.serialize({ _id: 1 }).subarray(4, -1)).toEqual(id);
    expect(depth).toBeGreaterThan(0);
  });

  it('are walked to their end, whatever they contain', () => {
    fc.assert(
      fc.property(arbitraryDocuments, (document) => {
        const bytes = BSON.serialize(document as mongo.Document);
        expect(inspectRaw(bytes).id).toEqual(BSON.serialize({ _id: document._id } as mongo.Document).subarray(4, -1));
      }),
      { numRuns: 300 },
    );
  });
});

it('recognizes the same texts again, and no others', () => {
  const seen = new SeenTexts();
  const texts = Array.from({ length: 50_000 }, (_, index) => `product-${index}`);
  expect(texts.filter((text) => seen.add(text))).toEqual([]);
  expect(texts.every((text) => seen.add(text))).toBe(true);
  expect([seen.add(''), seen.add('')]).toEqual([false, true]);
});

describe('identical', () => {
  it.each([
    [{ a: 1, b: 2 }, { a: 1, b: 2 }, true],
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, false],
    [{ a: 0 }, { a: -0 }, false],
    [{ a: Number.NaN }, { a: Number.NaN }, true],
    [{ a: undefined }, {}, false],
    [[1], [1], true],
    [[1], { 0: 1 }, false],
    [new Date(1), new Date(1), true],
    [new Date(1), new Date(2), false],
    [new Date(1), {}, false],
    [mongo.Long.fromNumber(5), 5, false],
    [mongo.Long.fromNumber(5), mongo.Long.fromNumber(5), true],
    [mongo.Decimal128.fromString('1.0'), mongo.Decimal128.fromString('1.00'), false],
    [Buffer.from('a'), Buffer.from('b'), false],
    [new mongo.ObjectId('65f0000000000000000000ab'), '65f0000000000000000000ab', false],
    [null, {}, false],
  ])('%j and %j: %j', (a, b, same) => {
    expect(identical(a, b)).toBe(same);
  });
});

describe('an _id', () => {
  const element = (id: unknown): Uint8Array => BSON.serialize({ _id: id }).subarray(4, -1);

  it.each([
    ['a text', 'x', true],
    ['an ObjectId', new mongo.ObjectId(), true],
    ['a number', 5, true],
    ['a fraction', 5.5, true],
    ['a Long', mongo.Long.MAX_VALUE, true],
    ['a date', new Date(0), true],
    ['a UUID', new mongo.UUID(), true],
    ['bytes', new mongo.Binary(Buffer.from('ab')), true],
    ['an object', { a: 1, b: { c: 'x' } }, true],
    ['null', null, true],
    ['a boolean', true, true],
    ['a Decimal128', mongo.Decimal128.fromString('1.0'), true],
    ['a timestamp', new mongo.Timestamp({ t: 1, i: 2 }), true],
    ['NaN', Number.NaN, true],
  ])('that is %s is stable: %j', (_, id, stable) => {
    const bytes = BSON.serialize({ _id: id });
    expect(isStableId(BSON.deserialize(bytes)._id, element(id))).toBe(stable);
  });

  it('is undefined if it is missing', () => {
    expect(isStableId(undefined, undefined)).toBe(false);
    expect(typeOfId(new mongo.UUID())).toBe('UUID');
  });
});

it.each([
  ['', 'blank text'],
  ['a', 'text'],
  [1, 'number'],
  [Number.NaN, 'not a finite number'],
  [null, 'null'],
  [undefined, 'undefined'],
  [[], 'array'],
  [{}, 'object'],
  [new Date(0), 'date'],
  [mongo.Decimal128.fromString('NaN'), 'not a finite number'],
  [mongo.Decimal128.fromString('1'), 'number'],
  [new mongo.ObjectId(), 'other'],
  [true, 'boolean'],
  [{ _bsontype: 'Long' }, 'other'],
])('%p is %s', (value, kind) => {
  expect(kindOf(value)).toBe(kind);
  expect(numberIn(value) !== undefined).toBe(kind === 'number');
});

it('a survey accepts any storable document and accounts for each', () => {
  const survey = new DocumentSurvey([{ key: { slug: 1 }, name: 'slug', unique: true } as never]);
  const documents = fc.sample(arbitraryDocuments, { numRuns: 1_000, seed: 5 });
  for (const document of documents) survey.add(BSON.serialize(document as mongo.Document));
  survey.add(Buffer.from([5, 0, 0, 0, 1]));
  const report = survey.report(1);
  expect(report.total).toBe(1_001);
  expect(report.mappable + report.counts.failing + report.counts.unrecognised + report.counts.undecodable).toBe(1_001);
  expect(report.counts.undecodable).toBe(1);
  expect(Object.values(report.shapes).reduce((sum, count) => sum + count, 0)).toBe(1_001);
  expect(report.notGivenBack.count).toBe(0);
  expect(report.problems.length).toBe(100);
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
});

describe('findings of a survey', () => {
  const v1 = { category: 'rings', pricing: { basePrice: 100, currency: 'USD' } };

  function surveyed(...documents: readonly object[]): ReturnType<DocumentSurvey['report']> {
    const survey = new DocumentSurvey([]);
    for (const document of documents) survey.add(BSON.serialize(document));
    return survey.report(1);
  }

  it('name products whose name and specs disagree', () => {
    const { nameConflicts } = surveyed(
      { _id: 'a', name: 'Platinum Wedding Band', ...v1, materials: [{ type: 'gold', purity: '14K' }] },
      { _id: 'b', name: 'Gold Band', ...v1, materials: [{ type: 'gold' }] },
    );
    expect(nameConflicts).toMatchObject({
      count: 1,
      first: [{ id: 'a', findings: [{ path: 'materialSpecs.metal.type' }] }],
    });
  });

  it.each([1, '1.0.0', 3, 0, true, [2], {}, '2'])(
    'name documents with schemaVersion %j, and what they would be without',
    (schemaVersion) => {
      const { foreignVersions, problems } = surveyed(
        { _id: 'r1', name: 'Ring', ...v1, schemaVersion },
        { _id: 'r2', name: 'Ring', ...v1 },
      );
      expect(foreignVersions).toMatchObject({ count: 1, first: [{ id: 'r1' }] });
      expect(foreignVersions.first[0]?.findings[0]?.problem).toContain('version 1');
      expect(problems).toMatchObject([{ id: 'r1', kind: 'unrecognised', reasons: [{ path: 'schemaVersion' }] }]);
    },
  );

  it('do not mention a marker that is missing', () => {
    expect(
      surveyed({ _id: 'x', name: 'Note' }, { _id: 'y', schemaVersion: null, name: 'Note' }).foreignVersions.count,
    ).toBe(0);
  });
});
