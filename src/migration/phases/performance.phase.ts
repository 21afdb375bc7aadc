import { setTimeout as sleep } from 'node:timers/promises';

import { PRODUCTS } from '../../storage/collections.js';
import type { MigrationContext } from '../migration-context.js';
import { compareMeasures, type PerformanceVerdict } from '../performance/compare-measures.js';
import type { PerformanceMeasure } from '../performance/query-probes.js';
import type { PhaseDetail } from '../phases.js';
import { MigrationError } from '../run/run-errors.js';

/** A time that is too long counts when it is too long in so many windows: one may be the machine's. */
const WINDOWS = 5;
/** Between windows: long enough for what follows a switch, such as the services reading the new collection, to be over. */
const PAUSE_MS = 5_000;

/** Runs every query class of the catalogue on the shadow, before it takes traffic. It also fills the server's cache. */
export async function validatePerformance(context: MigrationContext): Promise<PhaseDetail> {
  const verdict = await judge(context, context.known('shadow').name, PRODUCTS);
  await context.forwardSync().catchUp();
  if (verdict.verdict === 'refused') throw new MigrationError('PERFORMANCE', `The new collection is too slow: ${verdict.reasons.join('; ')}`, { classes: verdict.classes });
  return { classes: verdict.classes };
}

/**
 * Measures a collection against the baseline of the pre-flight checks and the limits of the query classes. Where times
 * alone speak against it, it is measured once more beside a collection of the old shape if there is one, and only what is found again
 * counts: a busy machine is no reason to refuse a collection.
 */
export async function judge({ run, tools }: MigrationContext, candidate: string, oldShape?: string): Promise<PerformanceVerdict> {
  let baseline = run.value.work.baseline as PerformanceMeasure | null;
  for (let window = 1; ; window += 1) {
    run.safePoint();
    const options = { signal: run.shutdown, ...(baseline === null ? {} : { values: baseline.values }) };
    if (baseline === null || (window > 1 && oldShape !== undefined)) baseline = await tools.probes.measure(oldShape ?? candidate, options);
    const verdict = compareMeasures(baseline, await tools.probes.measure(candidate, { ...options, values: baseline.values }));
    if (verdict.verdict === 'passed' || !verdict.timesOnly || window === WINDOWS) return verdict;
    await sleep(PAUSE_MS * window, undefined, { signal: run.shutdown });
  }
}
