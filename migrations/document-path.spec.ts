import { describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { getAt, hasAt, isOwnPath, overlay, removeAt, resolvedPath, setAt } from './document-path.js';

const document = Object.freeze({
  _id: 1,
  a: Object.freeze({ b: Object.freeze({ c: 1 }), u: undefined, n: null }),
  l: Object.freeze([{ x: 1 }]),
  o: new mongo.BSON.ObjectId(),
});

describe('a path', () => {
  it.each([
    ['a.b.c', 1, true],
    ['a.b', { c: 1 }, true],
    ['a.u', undefined, true],
    ['a.n', null, true],
    ['a.n.x', undefined, false],
    ['a.x', undefined, false],
    ['l.0', undefined, false],
    ['l.length', undefined, false],
    ['o.buffer', undefined, false],
    ['a.toString', undefined, false],
    ['a.b.c.d', undefined, false],
  ])('%p finds %p', (path, value, exists) => {
    expect(getAt(document, path)).toEqual(value);
    expect(hasAt(document, path)).toBe(exists);
  });

  it.each([
    ['a.b.c', 'a.b.c'],
    ['a.x.y', 'a.x'],
    ['x.y.z', 'x'],
    ['l.0', 'l'],
    ['a.n.x', 'a.n'],
    ['o.id', 'o'],
  ])('%p resolves to %p', (path, expected) => {
    expect(resolvedPath(document, path)).toBe(expected);
  });

  it.each(['_id', '_id.a', '', 'a..b', '$a', 'a.$b', 'a\0', '__proto__', 'a.__proto__', 5, null])(
    '%p is none that a kept value is put back at',
    (path) => {
      expect(isOwnPath(path)).toBe(false);
    },
  );
});

describe('a change', () => {
  it.each([
    ['a.b.c', { _id: 1, a: { b: { c: 9 } } }],
    ['a.b', { _id: 1, a: { b: 9 } }],
    ['a.x.y', { _id: 1, a: { b: { c: 1 }, x: { y: 9 } } }],
    ['l.x', { _id: 1, a: { b: { c: 1 } }, l: { x: 9 } }],
  ])('at %p gives a new document and keeps the old', (path, expected) => {
    const before = { _id: 1, a: { b: { c: 1 } }, ...(path === 'l.x' ? { l: [1] } : {}) };
    const frozen = JSON.stringify(before);
    expect(setAt(before, path, 9)).toEqual(expected);
    expect(JSON.stringify(before)).toBe(frozen);
  });

  it('keeps the position of an existing field, and appends new ones', () => {
    expect(
      Object.keys(
        overlay({ _id: 1, b: 1, a: 1 }, [
          { path: 'c', value: 1 },
          { path: 'b', value: 2 },
        ]),
      ),
    ).toEqual(['_id', 'b', 'a', 'c']);
  });

  it('treats a field named __proto__ as data', () => {
    const odd = JSON.parse('{"_id":1,"a":{"__proto__":{"x":1}}}') as { _id: number };
    expect(JSON.stringify(setAt(odd, 'a.b', 2))).toBe('{"_id":1,"a":{"__proto__":{"x":1},"b":2}}');
    expect(({} as { x?: number }).x).toBeUndefined();
  });

  it('removes a field, or nothing', () => {
    expect(removeAt(document, 'a.b.c')).toMatchObject({ a: { b: {} } });
    expect(removeAt(document, 'a.x')).toBe(document);
    expect(removeAt(document, 'l.0')).toBe(document);
  });
});
