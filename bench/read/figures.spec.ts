import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { Figures, percentile, summarize } from './figures.js';

describe('summarize', () => {
  it.each([
    { samples: [3], summary: { median: 3, min: 3, max: 3 } },
    { samples: [9, 1, 5], summary: { median: 5, min: 1, max: 9 } },
    { samples: [4, 1, 2, 9], summary: { median: 3, min: 1, max: 9 } },
    { samples: [], summary: undefined },
  ])('of $samples', ({ samples, summary }) => {
    expect(summarize(samples)).toEqual(summary);
  });
});

describe('percentile', () => {
  it('has at least the share of the samples at or below it, and is one of them', () => {
    const samples = fc.array(fc.integer(), { minLength: 1 }).map((values) => values.sort((a, b) => a - b));
    fc.assert(
      fc.property(samples, fc.double({ min: 0.01, max: 1, noNaN: true }), (sorted, share) => {
        const value = percentile(sorted, share);
        expect(sorted).toContain(value);
        const below = sorted.filter((sample) => sample <= value).length;
        expect(below).toBeGreaterThanOrEqual(Math.floor(sorted.length * share));
      }),
    );
  });

  it('is no number of nothing', () => {
    expect(percentile([], 0.5)).toBeNaN();
  });
});

describe('Figures', () => {
  it('divides round by round, so that a busy round does no harm', () => {
    const figures = new Figures();
    for (const sample of [10, 100, 20]) figures.add('service', 'µs', sample);
    for (const sample of [5, 50, 20]) figures.add('floor', 'µs', sample);

    expect(figures.ratio('service', 'floor')).toEqual({ median: 2, min: 1, max: 2 });
  });

  it('has no ratio where one of two was not measured', () => {
    const figures = Figures.of([{ id: 'service', unit: 'µs', samples: [1] }]);

    expect(figures.ratio('service', 'floor')).toBeUndefined();
    expect(figures.ratio('floor', 'service')).toBeUndefined();
  });
});
