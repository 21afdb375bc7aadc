import type { PerformanceMeasure } from '../../query-performance/performance-measure.js';
import type { CheckResult, PreflightContext } from './check.js';
import type { DocumentReport } from './documents/document-report.js';

/** Whether a migration may start, and all the findings. */
export interface PreflightReport {
  /** No blocker failed. */
  readonly ready: boolean;
  readonly verdict: 'ready' | 'ready-with-warnings' | 'not-ready';
  /** Why it is not ready, or what to watch out for, each with advice. */
  readonly reasons: readonly string[];
  readonly checks: readonly CheckResult[];
  /** `null` if the documents were not surveyed. */
  readonly documents: DocumentReport | null;
  /** The current query classes, as a baseline for the new collection. */
  readonly baseline: PerformanceMeasure | null;
  readonly estimatedSeconds: number | null;
  /** By the server's clock. */
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly database: string;
  readonly server: {
    readonly version: string;
    readonly topology: 'replica-set' | 'sharded' | 'standalone';
    readonly replicaSet: string | null;
  };
  readonly performanceOnly: boolean;
}

type Concluded = Pick<PreflightReport, 'startedAt' | 'finishedAt' | 'database' | 'server' | 'performanceOnly'> & {
  readonly context: PreflightContext;
  readonly checks: readonly CheckResult[];
};

/** Draws the conclusion from the checks. A check that could not be carried out is a warning, not a refusal. */
export function conclude({ context, checks, ...rest }: Concluded): PreflightReport {
  const blockers = checks.filter(({ severity, result }) => severity === 'blocker' && result === 'failed');
  const cautions = checks.filter(
    ({ severity, result }) =>
      (severity === 'warning' && result === 'failed') || (severity !== 'info' && result === 'unknown'),
  );
  const ready = blockers.length === 0;
  return {
    ready,
    verdict: !ready ? 'not-ready' : cautions.length > 0 ? 'ready-with-warnings' : 'ready',
    reasons: (ready ? cautions : blockers).map(
      ({ name, detail, advice }) => `${name}: ${detail}${advice === undefined ? '' : `. ${advice}`}`,
    ),
    checks,
    documents: context.documents,
    baseline: context.baseline,
    estimatedSeconds: context.estimatedSeconds,
    ...rest,
  };
}
