import { describe, expect, it } from '@jest/globals';

import type { ClassMeasure, PerformanceMeasure } from '../../query-performance/performance-measure.js';
import { judge } from './performance-check.js';

const GOOD: ClassMeasure = {
  name: 'catalogue-page',
  title: 'Pages',
  limitMs: 50,
  samples: 60,
  p50: 5,
  p95: 20,
  p99: 30,
  keysExamined: 24,
  docsExamined: 24,
  returned: 24,
  plans: [],
  usesIndex: true,
  collectionScan: false,
  problems: [],
};

function windows(...changes: readonly Partial<ClassMeasure>[]): PerformanceMeasure[] {
  return changes.map((change) => ({
    collection: 'products',
    documents: 75,
    values: {} as PerformanceMeasure['values'],
    classes: [{ ...GOOD, ...change }],
  }));
}

describe('judge', () => {
  it.each([
    ['inside its limit', windows({}), 20, []],
    ['at its limit', windows({ p95: 50 }), 50, []],
    ['slow once', windows({ p95: 400 }, { p95: 40 }), 40, []],
    [
      'slow each time: the best time counts',
      windows({ p95: 400 }, { p95: 90 }, { p95: 300 }),
      90,
      ['Pages: p95 of 90 ms is over the limit of 50 ms'],
    ],
    [
      'a scan, with a problem',
      windows({ collectionScan: true, problems: ['No'] }),
      20,
      ['Pages: the database reads the whole collection instead of an index', 'Pages: No'],
    ],
  ])('%s', (_, measured, p95, reasons) => {
    expect(judge(measured)).toEqual([expect.objectContaining({ name: 'catalogue-page', p95, reasons })]);
  });

  it('keeps classes that were not measured again', () => {
    const [first, second] = windows({}, { p95: 10 }) as [PerformanceMeasure, PerformanceMeasure];
    expect(
      judge([
        { ...first, classes: [...first.classes, { ...GOOD, name: 'text-search', p95: 200, limitMs: 150 }] },
        { ...second, classes: [{ ...GOOD, name: 'text-search', p95: 120, limitMs: 150 }] },
      ]).map(({ name, p95 }) => [name, p95]),
    ).toEqual([
      ['catalogue-page', 20],
      ['text-search', 120],
    ]);
  });
});
