import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mongo } from 'mongoose';

import { hasShape, shapeOf } from './command-shape.js';

const shapeText = (command: string, fields: Record<string, unknown>): unknown =>
  JSON.parse(shapeOf(command, { ...fields, [command]: 'products' }).shape);

describe('shapeOf', () => {
  it.each([
    {
      title: 'a find',
      command: 'find',
      fields: {
        filter: { schemaVersion: 2, 'materialSpecs.metal.type': { $in: ['silver', 'platinum'] } },
        sort: { price: -1, _id: 1 },
        hint: 'v2_price',
        limit: 24,
        lsid: { id: 1 },
      },
      expected: {
        filter: { schemaVersion: '?number', 'materialSpecs.metal.type': { $in: ['?string'] } },
        sort: { price: -1, _id: 1 },
        hint: 'v2_price',
      },
    },
    {
      title: 'values of every kind',
      command: 'find',
      fields: {
        filter: {
          a: new mongo.ObjectId(),
          b: new Date(),
          c: null,
          d: /secret/,
          e: new mongo.Binary(Buffer.from('x')),
          f: true,
          g: mongo.Long.fromNumber(5),
          h: Buffer.from('x'),
          i: mongo.Decimal128.fromString('1'),
        },
      },
      expected: {
        filter: {
          a: '?objectid',
          b: '?date',
          c: '?null',
          d: '?regex',
          e: '?binary',
          f: '?boolean',
          g: '?long',
          h: '?binary',
          i: '?decimal128',
        },
      },
    },
    {
      title: 'alternatives of different kinds',
      command: 'find',
      fields: { filter: { $or: [{ _id: 'a' }, { _id: 'b' }, { slug: 'c' }] } },
      expected: { filter: { $or: [{ _id: '?string' }, { slug: '?string' }] } },
    },
    {
      title: 'a projection with an expression in it',
      command: 'find',
      fields: {
        projection: { name: 1, secret: { $literal: 'secret' }, other: 'secret' },
        sort: { score: { $meta: 'textScore' } },
      },
      expected: {
        projection: { name: 1, secret: { $literal: '?string' }, other: '?string' },
        sort: { score: { $meta: '?string' } },
      },
    },
    {
      title: 'fields named like parts of a command',
      command: 'find',
      fields: { filter: { key: 'secret', hint: 'secret', sort: { limit: 5 }, multi: true } },
      expected: { filter: { key: '?string', hint: '?string', sort: { limit: '?number' }, multi: '?boolean' } },
    },
    {
      title: 'an update',
      command: 'update',
      fields: {
        updates: [
          { q: { _id: 'a' }, u: [{ $set: { name: { $literal: 'secret' } } }], upsert: true },
          { q: { _id: 'b' }, u: [{ $set: { name: { $literal: 'other' } } }], upsert: true },
        ],
      },
      expected: {
        updates: [{ q: { _id: '?string' }, u: [{ $set: { name: { $literal: '?string' } } }], upsert: '?boolean' }],
      },
    },
    { title: 'an insert', command: 'insert', fields: { documents: [{ name: 'secret' }] }, expected: {} },
    {
      title: 'a hint by key',
      command: 'count',
      fields: { query: {}, hint: { price: 1 } },
      expected: { query: {}, hint: { price: 1 } },
    },
    {
      title: 'a distinct',
      command: 'distinct',
      fields: { key: 'category', query: { status: 'active' } },
      expected: { key: 'category', query: { status: '?string' } },
    },
  ])('gives the shape of $title', ({ command, fields, expected }) => {
    expect(shapeText(command, fields)).toEqual(expected);
  });

  it('gives commands that differ only in values the same key', () => {
    const find = (filter: object, more: object = {}): string =>
      shapeOf('find', { find: 'products', filter, ...more }).key;

    expect(find({ price: { $gt: 5 } }, { limit: 3 })).toBe(find({ price: { $gt: 7 } }, { limit: 9 }));
    expect(find({ _id: { $in: ['a'] } })).toBe(find({ _id: { $in: ['a', 'b', 'c'] } }));
    expect(find({ _id: { $in: ['a', new mongo.ObjectId()] } })).toBe(
      find({ _id: { $in: [new mongo.ObjectId(), 'b', 'c'] } }),
    );
    expect(find({ price: { $gt: 5 } })).not.toBe(find({ price: { $lt: 5 } }));
    expect(find({ price: 5 })).not.toBe(shapeOf('find', { find: 'other', filter: { price: 5 } }).key);
    expect(find({}, { sort: { a: 1 } })).not.toBe(find({}, { sort: { a: -1 } }));
  });

  it('has a bounded length for every command', () => {
    const wide = Object.fromEntries(
      Array.from({ length: 500 }, (_, n) => [`${'field'.repeat(20)}${n}`, { $in: [n, 'x', null, { a: n }] }]),
    );
    const deep = Array.from({ length: 90 }).reduce<object>((inner) => ({ $or: [inner, { a: inner }] }), { a: 1 });

    for (const filter of [wide, deep, { $or: [wide, deep, wide] }])
      expect(shapeOf('find', { find: 'products', filter }).shape.length).toBeLessThanOrEqual(4_000);
  });

  it('covers only reads and writes of documents', () => {
    expect(['find', 'aggregate', 'update', 'getMore'].every(hasShape)).toBe(true);
    expect(['hello', 'saslStart', 'explain', 'createIndexes', 'toString', '__proto__'].some(hasShape)).toBe(false);
  });

  it('never lets a value through', () => {
    const canary = 'canary-7f3a';
    const leaf = fc.constantFrom<unknown>(
      canary,
      new RegExp(canary),
      new mongo.Binary(Buffer.from(canary)),
      Buffer.from(canary),
      { _bsontype: canary },
      new mongo.Code(canary),
      712_345,
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 6 },
        leaf,
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(
          fc.constantFrom('a', 'sort', 'hint', 'key', '$in', '$literal', 'projection', 'upsert', 'collation', 'limit'),
          tie('tree'),
          { maxKeys: 4 },
        ),
      ),
    }));
    fc.assert(
      fc.property(
        fc.constantFrom('find', 'aggregate', 'update', 'delete', 'findAndModify', 'count', 'insert'),
        tree,
        (command, value) => {
          const fields = {
            filter: value,
            pipeline: [value],
            updates: [value],
            deletes: [value],
            query: value,
            update: value,
            documents: [value],
            min: value,
            max: value,
            comment: value,
            let: value,
          };
          const { shape } = shapeOf(command, { ...fields, [command]: 'products' });
          expect(shape).not.toMatch(/canary|712345/);
        },
      ),
      { numRuns: 500 },
    );
  });
});
