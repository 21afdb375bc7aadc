import { catalogIndexes } from '../../../indexes/index-definitions.js';
import { passed, failed, unknown } from '../check.js';
import type { CheckFinding, PreflightCheck } from '../check.js';
import type { PerformanceMeasure } from '../../../query-performance/performance-measure.js';
import { productIndexes } from '../database-facts.js';

/** How fast the catalog is now, as a baseline for the new collection. */
export const PERFORMANCE_CHECKS: readonly PreflightCheck[] = [
  {
    name: 'declared-indexes',
    severity: 'warning',
    run: async ({ collections }) => judgeIndexes((await productIndexes(collections)).map(({ name = '' }) => name)),
  },
  {
    name: 'baseline-plans',
    severity: 'warning',
    run: ({ baseline }) => (baseline === null ? notMeasured() : judgePlans(baseline)),
  },
  {
    name: 'baseline-limits',
    severity: 'warning',
    run: ({ baseline }) => (baseline === null ? notMeasured() : judgeLimits(baseline)),
  },
];

function notMeasured(): CheckFinding {
  return unknown('Query performance was not measured');
}

/** Whether the collection has the indexes that the catalog's reads need. */
export function judgeIndexes(present: readonly string[]): CheckFinding {
  const declared = catalogIndexes().map(({ name }) => name);
  const missing = declared.filter((name) => !present.includes(name));
  if (missing.length === 0) return passed(`All ${declared.length} catalog indexes exist`, { present });
  return failed(
    `${missing.length} of ${declared.length} catalog indexes are missing`,
    'The service builds them when it starts, and the migration builds them on the new collection; have them ' +
      'built now with `catalog indexes sync`',
    { missing, present },
  );
}

/** Whether every query class is served by an index. */
export function judgePlans({ classes }: PerformanceMeasure): CheckFinding {
  const bad = classes.filter(({ usesIndex, problems }) => !usesIndex || problems.length > 0);
  if (bad.length === 0) return passed('Every query class is served by an index');
  return failed(
    `Not served by an index: ${bad.map(({ title }) => title).join(', ')}`,
    'Build the missing indexes; until then the baseline is measured without them',
    { classes: bad.map(({ name, problems }) => ({ name, problems })) },
  );
}

/** Whether every query class is within its limit now. */
export function judgeLimits({ classes }: PerformanceMeasure): CheckFinding {
  const over = classes.filter(({ p95, limitMs }) => p95 > limitMs);
  if (over.length === 0) return passed('Every query class is within its limit', { classes });
  return failed(
    'Already over their limit: ' +
      `${over.map(({ title, p95, limitMs }) => `${title} (${p95} ms of ${limitMs} ms)`).join(', ')}`,
    'Find out why before the migration; the new collection has to meet the limits',
    { classes },
  );
}
