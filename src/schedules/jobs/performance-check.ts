import { setTimeout as sleep } from 'node:timers/promises';

import { Injectable } from '@nestjs/common';

import { planReasons } from '../../query-performance/compare-measures.js';
import { QueryProbes } from '../../query-performance/query-probes.js';
import type { ClassMeasure, PerformanceMeasure } from '../../query-performance/performance-measure.js';
import type { QueryClassName } from '../../query-classes/latency-targets.js';
import { PRODUCTS } from '../../database/collections.js';
import type { Job, JobContext, JobResult } from '../schedule.js';

/** How often a time has to exceed its limit before it counts: once may be the machine's fault. */
const WINDOWS = 3;

/** A query class compared with its limit. */
export interface CheckedClass extends Pick<
  ClassMeasure,
  | 'name'
  | 'title'
  | 'limitMs'
  | 'p50'
  | 'p95'
  | 'p99'
  | 'samples'
  | 'keysExamined'
  | 'docsExamined'
  | 'returned'
  | 'usesIndex'
> {
  /** Problems; empty if it is within its limit and uses an index. */
  readonly reasons: readonly string[];
}

/**
 * Runs the catalog's queries of every class against the database and compares the times with the limits, without HTTP.
 * Changes nothing.
 */
@Injectable()
export class PerformanceCheck implements Job {
  /** Pause between measurement windows, in milliseconds. */
  readonly pauseMs: number = 5_000;

  constructor(private readonly probes: QueryProbes) {}

  async run({ signal }: JobContext): Promise<JobResult> {
    const first = await this.probes.measure(PRODUCTS, { signal });
    const windows = [first];
    for (let slow = slowIn(first); slow.length > 0 && windows.length < WINDOWS; slow = slowIn(windows.at(-1))) {
      await sleep(this.pauseMs, undefined, { signal });
      windows.push(await this.probes.measure(PRODUCTS, { signal, values: first.values, classes: slow }));
    }
    return toResult(first.documents, judge(windows), windows.length);
  }
}

function slowIn(measure: PerformanceMeasure | undefined): QueryClassName[] {
  return (measure?.classes ?? []).filter(({ p95, limitMs }) => p95 > limitMs).map(({ name }) => name);
}

/**
 * The best result of every query class in the first window: a class misses its limit only if it did in every window
 * that measured it. Pure.
 */
export function judge(windows: readonly PerformanceMeasure[]): CheckedClass[] {
  return (windows[0]?.classes ?? []).map((first) => {
    const measured = windows.flatMap(({ classes }) => classes.filter(({ name }) => name === first.name));
    const best = measured.reduce((a, b) => (b.p95 < a.p95 ? b : a), first);
    const { name, title, limitMs, p50, p95, p99, samples, keysExamined, docsExamined, returned, usesIndex } = best;
    const reasons = [
      ...planReasons(best),
      ...(p95 > limitMs ? [`${title}: p95 of ${p95} ms is over the limit of ${limitMs} ms`] : []),
    ];
    return { name, title, limitMs, p50, p95, p99, samples, keysExamined, docsExamined, returned, usesIndex, reasons };
  });
}

function toResult(documents: number, classes: readonly CheckedClass[], windows: number): JobResult {
  const missed = classes.filter(({ reasons }) => reasons.length > 0);
  const summary =
    missed.length === 0
      ? `All ${classes.length} query classes are within their limits, over ${documents} products`
      : `${missed.length} of ${classes.length} query classes have problems, over ${documents} products`;
  return { summary, attention: missed.flatMap(({ reasons }) => reasons), detail: { documents, windows, classes } };
}
