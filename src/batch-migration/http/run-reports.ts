import { NotFoundError } from '../../errors/domain-error.js';
import type { MigrationRun } from '../run/migration-run.js';
import type { ReadableJson } from '../../reports/readable-json.js';
import { ReportNotFoundError } from '../../reports/report-errors.js';
import type { ReportName } from '../../reports/report-names.js';
import { readReport } from '../../reports/report-writer.js';

/** The reports of one run; `null` for those that do not exist, or no longer do because a later run overwrote them. */
export interface RunReports {
  readonly final: ReadableJson;
  readonly failure: ReadableJson;
  readonly integrity: ReadableJson;
}

/** Reads the reports of a run from `dir`; throws a `NotFoundError` if it has none. */
export async function reportsOf({ _id, state }: Pick<MigrationRun, '_id' | 'state'>, dir: string): Promise<RunReports> {
  const own = async (name: ReportName): Promise<ReadableJson> => {
    const report = await readIfWritten(dir, name);
    return runIdOf(report) === _id ? report : null;
  };
  const [final, failure, integrity] = await Promise.all([
    own('migration-final-report.json'),
    own('migration-failure-report.json'),
    own('data-integrity-verification-report.json'),
  ]);
  if (final === null && failure === null && integrity === null) {
    throw new NotFoundError(
      'Migration ' +
        (`${_id} is ${state} and has no report here: it is written when the run ends, by the instance that ` +
          `drove it, and the next run's takes its place`),
    );
  }
  return { final, failure, integrity };
}

async function readIfWritten(dir: string, name: ReportName): Promise<ReadableJson> {
  try {
    return await readReport(dir, name);
  } catch (error) {
    if (error instanceof ReportNotFoundError) return null;
    throw error;
  }
}

function runIdOf(report: ReadableJson): ReadableJson | undefined {
  return typeof report === 'object' && report !== null && 'runId' in report ? report.runId : undefined;
}
