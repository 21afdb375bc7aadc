import { describe, expect, it } from '@jest/globals';

import { Figures } from './figures.js';
import { GOALS } from './goal-list.js';
import { judge, judgeGoals } from './goals.js';

function pages(service: number, floor: number, products = 10_000): Figures {
  return Figures.of([
    { id: `pages/${products}/service-100/rest/cpu`, unit: 'µs', samples: [service, service * 1.1, service * 0.9] },
    { id: `pages/${products}/floor/rest/cpu`, unit: 'µs', samples: [floor, floor, floor] },
  ]);
}

describe('judgeGoals', () => {
  it.each([
    { service: 300, met: true },
    { service: 301, met: false },
  ])('holds a page of $service µs against a floor of 1000 µs', ({ service, met }) => {
    const [first] = judgeGoals(GOALS, pages(service, 1000));

    expect(first).toMatchObject({ goal: 'REST page, not cached: CPU ÷ floor', met });
  });

  it('says of everything else that it was not measured', () => {
    const [, ...others] = judgeGoals(GOALS, pages(1, 1));

    expect(others.every(({ met, figure }) => met === null && figure === '')).toBe(true);
  });
});

describe('judge', () => {
  const two = (a: number, b: number, atLeast = false): boolean | null =>
    judge(
      {
        goal: 'a goal',
        asked: '10',
        atLeast,
        readings: () => [
          { where: 'here', limit: 10, value: { median: a, min: a, max: a } },
          { where: 'there', limit: 10, value: { median: b, min: b, max: b } },
        ],
      },
      new Figures(),
    ).met;

  it.each([
    { a: 9, b: 10, atLeast: false, met: true },
    { a: 9, b: 11, atLeast: false, met: false },
    { a: 10, b: 11, atLeast: true, met: true },
    { a: 9, b: 11, atLeast: true, met: false },
    { a: -5, b: 9, atLeast: false, met: true },
  ])('asks it of every reading: $a and $b, at least: $atLeast', ({ a, b, atLeast, met }) => {
    expect(two(a, b, atLeast)).toBe(met);
  });
});
