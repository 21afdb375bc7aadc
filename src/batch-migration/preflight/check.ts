import { messageOf } from '../../errors/message-of.js';
import type { Settings } from '../../config/settings.js';
import type { Collections } from '../../database/collections.js';
import type { PerformanceMeasure } from '../../query-performance/performance-measure.js';
import type { DocumentReport } from './documents/document-report.js';

/** What a failed check means: no migration, a migration with known risks, or just information. */
export type Severity = 'blocker' | 'warning' | 'info';

/** The result of a check. `unknown`: it could not be determined; the detail says why. */
export interface CheckFinding {
  readonly result: 'passed' | 'failed' | 'unknown';
  /** The finding, as a sentence without a full stop. */
  readonly detail: string;
  /** What to do about it, if anything. */
  readonly advice?: string;
  /** The underlying figures. Plain JSON. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** A check as it appears in the report. */
export interface CheckResult extends CheckFinding {
  readonly name: string;
  readonly group: CheckGroupName;
  readonly severity: Severity;
}

export type CheckGroupName = 'server' | 'collection' | 'documents' | 'capacity' | 'performance';

/** One check before a migration. It changes only what it created itself. */
export interface PreflightCheck {
  /** Stable, for machines, e.g. `oplog-window`. */
  readonly name: string;
  readonly severity: Severity;
  /** If it fails, nothing further can be checked. */
  readonly ends?: true;
  run(context: PreflightContext): CheckFinding | Promise<CheckFinding>;
}

/** The parts of the service's database that checks use. */
export type PreflightCollections = Pick<Collections, 'client' | 'db' | 'products'>;

/** The input of the checks. */
export interface PreflightContext {
  readonly collections: PreflightCollections;
  readonly settings: Pick<Settings, 'BACKUP_DIR'>;
  readonly signal?: AbortSignal | undefined;
  /** The run of which this validation is a phase; any other run that has not ended is a blocker. */
  readonly runId?: string | undefined;
  /** The result of the pass over all documents. */
  readonly documents: DocumentReport | null;
  /** Documents worth testing an index or a validator on. */
  readonly representativeIds: readonly unknown[];
  readonly estimatedSeconds: number | null;
  readonly baseline: PerformanceMeasure | null;
}

/** The check passed. */
export function passed(detail: string, data?: Readonly<Record<string, unknown>>): CheckFinding {
  return { result: 'passed', detail, ...(data === undefined ? {} : { data }) };
}

/** The check failed. */
export function failed(detail: string, advice: string, data?: Readonly<Record<string, unknown>>): CheckFinding {
  return { result: 'failed', detail, advice, ...(data === undefined ? {} : { data }) };
}

/** The result could not be determined. */
export function unknown(detail: string, advice?: string): CheckFinding {
  return { result: 'unknown', detail, ...(advice === undefined ? {} : { advice }) };
}

/** Runs a check. An exception becomes part of its finding; only an abort ends it. */
export async function runCheck(
  check: PreflightCheck,
  group: CheckGroupName,
  context: PreflightContext,
): Promise<CheckResult> {
  const { name, severity } = check;
  context.signal?.throwIfAborted();
  try {
    return { name, group, severity, ...(await check.run(context)) };
  } catch (error) {
    context.signal?.throwIfAborted();
    const message = messageOf(error);
    return {
      name,
      group,
      severity,
      ...unknown(
        `Could not be checked: ${message}`,
        'Check the connection and the privileges of the database user, then validate again',
      ),
    };
  }
}
