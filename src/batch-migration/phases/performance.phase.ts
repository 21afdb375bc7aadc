import { setTimeout as sleep } from 'node:timers/promises';

import { explainDefinition, type ExplainedDefinition } from '../../indexes/explain-definition.js';
import { catalogIndexes } from '../../indexes/index-definitions.js';
import { PRODUCTS } from '../../database/collections.js';
import type { MigrationContext } from '../migration-context.js';
import { compareMeasures, type PerformanceVerdict } from '../../query-performance/compare-measures.js';
import type { ProductCollection } from '../../query-performance/probe-reads.js';
import type { PerformanceMeasure } from '../../query-performance/performance-measure.js';
import type { PhaseDetail } from '../phase.js';
import type { QueryClassName } from '../../query-classes/latency-targets.js';
import { MigrationError } from '../run/run-errors.js';
import { whileInSync } from '../sync/while-in-sync.js';

/** A time over the limit counts only if it is over it in this many windows: a single one may be due to the machine. */
const WINDOWS = 5;
/**
 * Pause between windows, longer each time, so that the aftermath of a switch can end, such as services reading the new
 * collection.
 */
const PAUSE_MS = 2_000;

/**
 * Runs the database's queries on the shadow before it takes traffic: product pages, and the queries of outside readers.
 * This also warms the server's cache.
 */
export async function validatePerformance(context: MigrationContext): Promise<PhaseDetail> {
  const verdict = await whileInSync(
    context.run,
    context.forwardSync(),
    judge(context, context.known('shadow').name, PRODUCTS),
  );
  if (verdict.verdict === 'refused')
    throw new MigrationError('PERFORMANCE', `The new collection is too slow: ${verdict.reasons.join('; ')}`, {
      classes: verdict.classes,
    });
  return { classes: verdict.classes, others: await plansOfOthers(context) };
}

/**
 * How the queries of those who read the collection directly would run. Only for the report, since no latency is
 * promised for them.
 */
async function plansOfOthers(
  context: MigrationContext,
): Promise<readonly Pick<ExplainedDefinition, 'name' | 'plan' | 'reasons'>[]> {
  const products: ProductCollection = context.db.collection(context.known('shadow').name, {
    enableUtf8Validation: false,
  });
  const present = new Set((await products.indexes()).map(({ name }) => name));
  const plans: Pick<ExplainedDefinition, 'name' | 'plan' | 'reasons'>[] = [];
  for (const definition of catalogIndexes().filter(
    ({ name, serves }) => serves.reader === 'others' && present.has(name),
  )) {
    context.run.safePoint();
    const { name, plan, reasons } = await explainDefinition(products, definition);
    plans.push({ name, plan, reasons });
  }
  return plans;
}

/**
 * Measures a collection against one with the old shape if there is one, alternating between them so that other load
 * slows both alike; otherwise against the baseline of the pre-flight checks. Query classes that fail only by their
 * times are measured again, and only findings of every window count: a busy machine is no reason to reject a
 * collection.
 */
export async function judge(
  { run, tools }: MigrationContext,
  candidate: string,
  oldShape?: string,
): Promise<PerformanceVerdict> {
  const known = run.value.work.baseline as PerformanceMeasure | null;
  const measure = async (classes?: readonly QueryClassName[]): Promise<PerformanceVerdict> => {
    run.safePoint();
    const options = {
      signal: run.shutdown,
      ...(known === null ? {} : { values: known.values }),
      ...(classes === undefined ? {} : { classes }),
    };
    const [measured, baseline = known] = await tools.probes.measureTogether(
      oldShape === undefined ? [candidate] : [candidate, oldShape],
      options,
    );
    if (measured === undefined) throw new TypeError('A measured collection must have a measure');
    return compareMeasures(baseline ?? measured, measured);
  };

  let verdict = await measure();
  for (let window = 2; verdict.timesOnly && window <= WINDOWS; window += 1) {
    await sleep(PAUSE_MS * (window - 1), undefined, { signal: run.shutdown });
    const again = await measure(verdict.classes.filter(({ reasons }) => reasons.length > 0).map(({ name }) => name));
    verdict = {
      ...again,
      classes: verdict.classes.map((before) => again.classes.find(({ name }) => name === before.name) ?? before),
    };
  }
  return verdict;
}
