import { setTimeout as sleep } from 'node:timers/promises';

import { Injectable } from '@nestjs/common';

import { type ClassMeasure, type PerformanceMeasure, QueryProbes } from '../../migration/performance/query-probes.js';
import { PRODUCTS } from '../../storage/collections.js';
import type { Job, JobContext, JobResult } from '../schedule.js';

/** A time over its limit counts when it is over it so many times: once may be the machine's. */
const WINDOWS = 3;
const PAUSE_MS = 10_000;

/** A query class against its limit. */
export interface CheckedClass extends Pick<ClassMeasure, 'name' | 'title' | 'limitMs' | 'p50' | 'p95' | 'p99' | 'samples' | 'keysExamined' | 'docsExamined' | 'returned' | 'usesIndex'> {
  /** What is wrong with it; empty where it keeps its limit by an index. */
  readonly reasons: readonly string[];
}

/**
 * Asks the database what the catalogue asks, for every query class, and holds the times against their limits: those of the
 * database alone, without HTTP. Changes nothing.
 */
@Injectable()
export class PerformanceCheck implements Job {
  constructor(private readonly probes: QueryProbes) {}

  async run({ signal }: JobContext): Promise<JobResult> {
    const windows: PerformanceMeasure[] = [];
    for (;;) {
      const measure = await this.probes.measure(PRODUCTS, { signal });
      windows.push(measure);
      const classes = judge(windows);
      if (windows.length === WINDOWS || classes.every(({ reasons }) => reasons.length === 0)) return toResult(measure.documents, classes, windows.length);
      await sleep(PAUSE_MS, undefined, { signal });
    }
  }
}

/** Every query class by its best window: it misses its limit where it did in each. Pure. */
export function judge(windows: readonly PerformanceMeasure[]): CheckedClass[] {
  return (windows.at(-1)?.classes ?? []).map((last) => {
    const measured = windows.flatMap(({ classes }) => classes.filter(({ name }) => name === last.name));
    const best = measured.reduce((a, b) => (b.p95 < a.p95 ? b : a), last);
    const { name, title, limitMs, p50, p95, p99, samples, keysExamined, docsExamined, returned, usesIndex } = best;
    const reasons = [
      ...(last.collectionScan ? [`${title}: the database reads the whole collection instead of an index`] : []),
      ...(last.missingIndexes.length > 0 ? [`${title}: the index ${last.missingIndexes.join(', ')} is missing; build it: catalog indexes sync`] : []),
      ...last.problems.map((problem) => `${title}: ${problem}`),
      ...(p95 > limitMs ? [`${title}: p95 of ${p95} ms is over the limit of ${limitMs} ms`] : []),
    ];
    return { name, title, limitMs, p50, p95, p99, samples, keysExamined, docsExamined, returned, usesIndex, reasons };
  });
}

function toResult(documents: number, classes: readonly CheckedClass[], windows: number): JobResult {
  const missed = classes.filter(({ reasons }) => reasons.length > 0);
  const summary = missed.length === 0
    ? `All ${classes.length} query classes are inside their limits, over ${documents} products`
    : `${missed.length} of ${classes.length} query classes are not as they should be, over ${documents} products`;
  return { summary, attention: missed.flatMap(({ reasons }) => reasons), detail: { documents, windows, classes } };
}
