import { api } from './api.js';
import { dataOf } from './request.js';

/** A report file, as the API lists it. */
export interface ReportFile {
  readonly name: string;
  readonly bytes: number;
  readonly writtenAt: string;
}

/** One check before a migration. */
export interface Check {
  readonly name: string;
  readonly group: string;
  readonly severity: 'blocker' | 'warning' | 'info';
  readonly result: 'passed' | 'failed' | 'unknown';
  readonly detail: string;
  readonly advice?: string;
}

/** The parts of the preflight report with a display of their own. */
export interface PreflightReport {
  readonly ready: boolean;
  readonly verdict: 'ready' | 'ready-with-warnings' | 'not-ready';
  readonly checks: readonly Check[];
  readonly estimatedSeconds: number | null;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly documents: {
    readonly total: number;
    readonly mappable: number;
    readonly shapes: Readonly<Record<string, number>>;
  } | null;
}

/** The report of a full comparison. */
export interface IntegrityReport {
  readonly runId: string;
  readonly verdict: 'passed' | 'failed';
  readonly compared: number;
  readonly wayBackCompared?: boolean;
  readonly quarantined?: number;
  readonly mismatchCount: number;
  readonly mismatches: readonly { readonly id: unknown; readonly collection: string; readonly problem: string }[];
  readonly at?: string;
}

/** The display names of the reports. */
export const REPORT_TITLES: Readonly<Record<string, string>> = {
  'pre-migration-validation-report.json': 'Preflight checks',
  'data-integrity-verification-report.json': 'Integrity check',
  'migration-final-report.json': 'Outcome of the last migration',
  'migration-failure-report.json': 'Why a migration failed',
  'index-optimization-report.json': 'Indexes',
  'performance-monitoring-guide.json': 'Performance guide',
};

/** Lists the existing reports. */
export function listReports(signal: AbortSignal): Promise<readonly ReportFile[]> {
  return dataOf<readonly ReportFile[]>(api.GET('/api/admin/reports', { signal }));
}

/** One report. */
export function readReport<T>(name: string, signal: AbortSignal): Promise<T> {
  return dataOf<T>(api.GET('/api/admin/reports/{name}', { params: { path: { name } }, signal }));
}

/** Checks whether a migration could start. Changes nothing; reads every document. */
export function validate(): Promise<PreflightReport> {
  return dataOf<PreflightReport>(api.POST('/api/admin/migrations/validate', { body: {} }));
}

/** Verifies everything the last migration did. Changes nothing. */
export function verify(): Promise<IntegrityReport> {
  return dataOf<IntegrityReport>(api.POST('/api/admin/migrations/verify', { body: {} }));
}
