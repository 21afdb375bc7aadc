import { describe, expect, it } from '@jest/globals';

import { isMeasuredAnew, readOptions } from './options.js';

describe('readOptions', () => {
  it.each([
    { args: [], expected: { products: [75, 10_000, 100_000], rounds: 5, label: 'after', merge: false } },
    { args: ['--large'], expected: { products: [75, 10_000, 100_000, 1_000_000] } },
    { args: ['--quick'], expected: { products: [75, 1_000], rounds: 1, label: 'quick' } },
    { args: ['--products', '500,75,500', '--label', 'before'], expected: { products: [75, 500], label: 'before' } },
    { args: ['--only', 'starts,idle'], expected: { groups: new Set(['starts', 'idle']), merge: true } },
  ])('takes $args', ({ args, expected }) => {
    expect(readOptions(args)).toMatchObject(expected);
  });

  it.each([['--products', 'many'], ['--products', '10'], ['--rounds', '0'], ['--only', 'everything'], ['--unknown']])(
    'refuses %s %s',
    (...args) => {
      expect(() => readOptions(args)).toThrow(/number|group|option/);
    },
  );
});

describe('isMeasuredAnew', () => {
  const options = readOptions(['--only', 'starts,idle', '--products', '75,500']);

  it.each([
    { id: 'starts/75/ready', anew: true },
    { id: 'starts/100000/ready', anew: false },
    { id: 'pages/75/floor/rest/cpu', anew: false },
    { id: 'idle/75/cpu', anew: true },
  ])('$id: $anew', ({ id, anew }) => {
    expect(isMeasuredAnew(id, options)).toBe(anew);
  });
});
