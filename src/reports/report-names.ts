/** Every report that the service writes, by the name of its file. */
export const REPORT_NAMES = [
  'pre-migration-validation-report.json',
  'data-integrity-verification-report.json',
  'index-optimization-report.json',
  'migration-final-report.json',
  'migration-failure-report.json',
  'performance-monitoring-guide.json',
] as const;

/** The name of a report's file. */
export type ReportName = (typeof REPORT_NAMES)[number];

/** Whether a text names a report; nothing else is ever read or written. */
export function isReportName(text: string): text is ReportName {
  return (REPORT_NAMES as readonly string[]).includes(text);
}
