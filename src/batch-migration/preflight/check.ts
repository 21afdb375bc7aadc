import { messageOf } from '../../errors/message-of.js';
import type { Settings } from '../../config/settings.js';
import type { Collections } from '../../database/collections.js';
import type { PerformanceMeasure } from '../../query-performance/performance-measure.js';
import type { DocumentReport } from './documents/document-report.js';

/** What a check that fails means: no migration, a migration with open eyes, or nothing but something to know. */
export type Severity = 'blocker' | 'warning' | 'info';

/** What a check found. `unknown`: it could not be found out, for the reason in the detail. */
export interface CheckFinding {
  readonly result: 'passed' | 'failed' | 'unknown';
  /** What was found, in a sentence without a full stop. */
  readonly detail: string;
  /** What to do about it, where something is to be done. */
  readonly advice?: string;
  /** The figures behind it. Plain JSON. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** A check as it stands in the report. */
export interface CheckResult extends CheckFinding {
  readonly name: string;
  readonly group: CheckGroupName;
  readonly severity: Severity;
}

export type CheckGroupName = 'server' | 'collection' | 'documents' | 'capacity' | 'performance';

/** One thing that is looked at before a migration. It changes nothing that is not its own. */
export interface PreflightCheck {
  /** Stable, for machines, e.g. `oplog-window`. */
  readonly name: string;
  readonly severity: Severity;
  /** Where it fails there is nothing left that could be looked at. */
  readonly ends?: true;
  run(context: PreflightContext): CheckFinding | Promise<CheckFinding>;
}

/** The parts of the service's database that checks use. */
export type PreflightCollections = Pick<Collections, 'client' | 'db' | 'products'>;

/** What checks know. */
export interface PreflightContext {
  readonly collections: PreflightCollections;
  readonly settings: Pick<Settings, 'BACKUP_DIR'>;
  readonly signal?: AbortSignal | undefined;
  /** The run that this validation is a phase of; any other that has not ended is in its way. */
  readonly runId?: string | undefined;
  /** What the pass over all documents found. */
  readonly documents: DocumentReport | null;
  /** Documents worth trying an index or a validator on. */
  readonly representativeIds: readonly unknown[];
  readonly estimatedSeconds: number | null;
  readonly baseline: PerformanceMeasure | null;
}

/** All is well. */
export function passed(detail: string, data?: Readonly<Record<string, unknown>>): CheckFinding {
  return { result: 'passed', detail, ...(data === undefined ? {} : { data }) };
}

/** Something is in the way. */
export function failed(detail: string, advice: string, data?: Readonly<Record<string, unknown>>): CheckFinding {
  return { result: 'failed', detail, advice, ...(data === undefined ? {} : { data }) };
}

/** It could not be found out. */
export function unknown(detail: string, advice?: string): CheckFinding {
  return { result: 'unknown', detail, ...(advice === undefined ? {} : { advice }) };
}

/** Runs a check. Whatever it throws becomes part of its finding; only being told to stop ends it. */
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
