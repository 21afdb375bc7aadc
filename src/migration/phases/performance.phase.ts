import type { MigrationContext } from '../migration-context.js';
import { compareMeasures, type PerformanceVerdict } from '../performance/compare-measures.js';
import type { PerformanceMeasure } from '../performance/query-probes.js';
import type { PhaseDetail } from '../phases.js';
import { MigrationError } from '../run/run-errors.js';

/** A time that is too long counts when it is too long in so many windows: one may be the machine's. */
const WINDOWS = 3;

/** Runs every query class of the catalogue on the shadow, before it takes traffic. It also fills the server's cache. */
export async function validatePerformance(context: MigrationContext): Promise<PhaseDetail> {
  const verdict = await judge(context, context.known('shadow').name);
  await context.forwardSync().catchUp();
  if (verdict.verdict === 'refused') throw new MigrationError('PERFORMANCE', `The new collection is too slow: ${verdict.reasons.join('; ')}`, { classes: verdict.classes });
  return { classes: verdict.classes };
}

/** Measures a collection against the baseline of the pre-flight checks and the limits of the query classes. */
export async function judge({ run, tools }: MigrationContext, collection: string): Promise<PerformanceVerdict> {
  const baseline = run.value.work.baseline as PerformanceMeasure | null;
  for (let window = 1; ; window += 1) {
    run.safePoint();
    const measured = await tools.probes.measure(collection, { signal: run.shutdown, ...(baseline === null ? {} : { values: baseline.values }) });
    const verdict = compareMeasures(baseline ?? measured, measured);
    if (verdict.verdict === 'passed' || !verdict.timesOnly || window === WINDOWS) return verdict;
  }
}
