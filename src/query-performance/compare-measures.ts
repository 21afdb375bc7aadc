import type { QueryClassName } from '../query-classes/latency-targets.js';
import { ANY_LIMIT_MS } from '../query-classes/latency-targets.js';
import type { ClassMeasure, PerformanceMeasure } from './performance-measure.js';

/** How much slower than its baseline a query class may become, in milliseconds. */
export const MAX_SLOWER_MS = 50;

/** The verdict on one query class of the new collection. */
export interface ClassVerdict {
  readonly name: QueryClassName;
  readonly baselineP95: number | null;
  readonly candidateP95: number;
  readonly limitMs: number;
  readonly reasons: readonly string[];
}

/** Whether the new collection may replace the old one, as far as speed is concerned. */
export interface PerformanceVerdict {
  readonly verdict: 'passed' | 'refused';
  /** Why it may not; empty if it passed. */
  readonly reasons: readonly string[];
  /** Whether all reasons are times, which may be due to the machine's load, and none is a plan. */
  readonly timesOnly: boolean;
  readonly classes: readonly ClassVerdict[];
}

/** Compares measurements of the same query classes on two collections. Pure. */
export function compareMeasures(baseline: PerformanceMeasure, candidate: PerformanceMeasure): PerformanceVerdict {
  const judged = candidate.classes.map((measured) => {
    const before = baseline.classes.find(({ name }) => name === measured.name);
    return { measured, before, plans: planReasons(measured), times: timeReasons(measured, before) };
  });
  const reasons = judged.flatMap(({ plans, times }) => [...plans, ...times]);
  return {
    verdict: reasons.length === 0 ? 'passed' : 'refused',
    reasons,
    timesOnly: reasons.length > 0 && judged.every(({ plans }) => plans.length === 0),
    classes: judged.map(({ measured, before, plans, times }) => ({
      name: measured.name,
      baselineP95: before?.p95 ?? null,
      candidateP95: measured.p95,
      limitMs: measured.limitMs,
      reasons: [...plans, ...times],
    })),
  };
}

/** What is wrong with how the database executes a query class, regardless of its time. */
export function planReasons({ title, collectionScan, problems }: ClassMeasure): string[] {
  return [
    ...(collectionScan ? [`${title}: the database reads the whole collection instead of an index`] : []),
    ...problems.map((problem) => `${title}: ${problem}`),
  ];
}

/**
 * If the old collection also misses a class's limit, that says something about the machine's current load, not about
 * the new collection.
 */
function timeReasons({ title, p95, limitMs }: ClassMeasure, before: ClassMeasure | undefined): string[] {
  const slower = before === undefined ? 0 : p95 - before.p95;
  if (slower > MAX_SLOWER_MS)
    return [
      `${title}: p95 of ${p95} ms is ${Math.round(slower)} ms slower than before; at most ${MAX_SLOWER_MS} ms ` +
        'are allowed',
    ];
  const limit = p95 > ANY_LIMIT_MS ? ANY_LIMIT_MS : limitMs;
  // There is no excuse for missing the limit of every request.
  if (p95 <= limit || (limit !== ANY_LIMIT_MS && before !== undefined && before.p95 > limit)) return [];
  return [
    `${title}: p95 of ${p95} ms is over its limit of ${limit} ` +
      `ms${before === undefined ? '' : ` (before: ${before.p95} ms)`}`,
  ];
}
