import { describe, expect, it } from '@jest/globals';

import { memoised, rememberedByText } from './memoised.js';

describe('a memoised function', () => {
  it('computes once for the same texts, and distinguishes texts that are equal when concatenated', () => {
    const calls: string[][] = [];
    const joined = memoised((texts) => {
      calls.push([...texts]);
      return texts.join('|');
    });
    const lists = [
      ['ab', 'c'],
      ['a', 'bc'],
      ['abc'],
      ['abc', ''],
      ['', 'abc'],
      [],
      [''],
      ['1:a'],
      ['1', 'a'],
      ['2:ab', 'x'],
    ];
    for (const texts of [...lists, ...lists]) expect(joined(texts)).toBe(texts.join('|'));
    expect(calls).toEqual(lists);
  });

  it('forgets when it has many results, and never keeps long texts', () => {
    let calls = 0;
    const count = memoised(() => (calls += 1));
    count(['first']);
    for (let index = 0; index < 2_000; index++) count([String(index)]);
    count(['first']);
    expect(calls).toBe(2_002);
    const long = 'x'.repeat(300);
    expect(count([long])).not.toBe(count([long]));
  });
});

it('remembers the results of the first 2,000 texts, and computes further ones each time', () => {
  let computed = 0;
  const lengthOf = rememberedByText((text) => {
    computed += 1;
    return { length: text.length };
  });
  const texts = Array.from({ length: 2_001 }, (_, index) => `path-${index}`);
  for (const text of texts) expect(lengthOf(text)).toEqual({ length: text.length });
  expect(computed).toBe(2_001);
  for (const text of texts) lengthOf(text);
  expect(computed).toBe(2_002);
});
