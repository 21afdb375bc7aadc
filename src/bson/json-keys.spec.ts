import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { jsonKeys } from './json-keys.js';

describe('keys of a JSON text', () => {
  it.each([
    { json: '{"a":1,"b":{"c":[{"d":2},{"d":3}]}}', paths: ['a', 'b', 'b.c', 'b.c.0.d', 'b.c.1.d'], repeated: [] },
    { json: '{"a":1,"a":2}', paths: ['a', 'a'], repeated: ['a'] },
    { json: '{"a":{"b":1},"c":{"b":1}}', paths: ['a', 'a.b', 'c', 'c.b'], repeated: [] },
    { json: String.raw`{"a":1,"\u0061":2}`, paths: ['a', 'a'], repeated: ['a'] },
    { json: '{"x":{"y":1,"z":"y","y":2}}', paths: ['x', 'x.y', 'x.z', 'x.y'], repeated: ['x.y'] },
    { json: String.raw`{"a":"\"b\":{","c":"]}"}`, paths: ['a', 'c'], repeated: [] },
    { json: '["a","a",{"a":"a"}]', paths: ['2.a'], repeated: [] },
    { json: '[[{"a":1,"a":1}],{"a":1}]', paths: ['0.0.a', '0.0.a', '1.a'], repeated: ['0.0.a'] },
    { json: '{"__proto__":1,"__proto__":2}', paths: ['__proto__', '__proto__'], repeated: ['__proto__'] },
    { json: String.raw`{"a":"\\\\","b":"\\\"","c":1}`, paths: ['a', 'b', 'c'], repeated: [] },
    { json: '"text"', paths: [], repeated: [] },
  ])('$json', ({ json, paths, repeated }) => {
    const keys = [...jsonKeys(json)];
    expect(keys.map(({ path }) => path)).toEqual(paths);
    expect(keys.filter(({ isRepeated }) => isRepeated).map(({ path }) => path)).toEqual(repeated);
  });

  it('are found in texts of megabytes', () => {
    expect(
      [...jsonKeys(JSON.stringify({ a: 'x'.repeat(20_000_000), b: '\n"'.repeat(2_000_000), c: 1 }))].map(
        ({ key }) => key,
      ),
    ).toEqual(['a', 'b', 'c']);
  });

  it('are the keys of the parsed value, without repeats', () => {
    fc.assert(
      fc.property(fc.json(), fc.boolean(), (json, isPretty) => {
        const value: unknown = JSON.parse(json);
        const keys = [...jsonKeys(isPretty ? JSON.stringify(value, null, 2) : JSON.stringify(value))];
        expect(keys.map(({ key }) => key)).toEqual([...keysIn(value)]);
        expect(keys.some(({ isRepeated }) => isRepeated)).toBe(false);
      }),
    );
  });
});

function* keysIn(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    if (!Array.isArray(value)) yield key;
    yield* keysIn(item);
  }
}
