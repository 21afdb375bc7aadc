import type { Pauses } from './pause-clock.js';
import type { WorkloadReport } from './workload.js';

const MAX_SHOWN = 30;

/** A workload report as lines for a terminal. */
export function describeReport(report: WorkloadReport): string {
  const { violations, notes, tally, products, versions } = report;
  return [
    `products: ${products}, by version: ${JSON.stringify(versions)}`,
    ...Object.entries(tally)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([what, count]) => `  ${what}: ${count}`),
    `outside writes: ${describePauses(report.writes)}`,
    `writes through the service: ${describePauses(report.serviceWrites)}`,
    `reads: ${describePauses(report.reads)}`,
    ...(notes.length === 0 ? [] : [`lost without a promise (past validation): ${notes.length}`]),
    `violations: ${violations.length}`,
    ...violations
      .slice(0, MAX_SHOWN)
      .map(({ kind, product, detail }) => `  ${kind}${product === undefined ? '' : ` of ${product}`}: ${detail}`),
  ].join('\n');
}

/** Pauses in a few words. */
export function describePauses({ operations, longestGapMs, longestOperationMs }: Pauses): string {
  return `${operations}, longest gap ${longestGapMs} ms, longest single one ${longestOperationMs} ms`;
}
