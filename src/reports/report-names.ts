/** All reports of the service, by file name. */
export const REPORT_NAMES = [
  'pre-migration-validation-report.json',
  'data-integrity-verification-report.json',
  'index-optimization-report.json',
  'migration-final-report.json',
  'migration-failure-report.json',
  'performance-monitoring-guide.json',
] as const;

/** A report's file name. */
export type ReportName = (typeof REPORT_NAMES)[number];

/** Whether a text is a report's name; nothing else is ever read or written. */
export function isReportName(text: string): text is ReportName {
  return (REPORT_NAMES as readonly string[]).includes(text);
}
