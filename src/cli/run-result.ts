import { join } from 'node:path';

import type { RunDto } from '../batch-migration/http/run.dto.js';
import type { MigrationRun } from '../batch-migration/run/migration-run.js';
import { listReports } from '../reports/report-writer.js';
import type { CommandResult } from './command.js';
import { describeRun, nextSteps, toLiveView } from './describe-run.js';
import type { Followed } from './follow-run.js';

/** The result of commands if there has never been a migration. */
export const NO_RUN: CommandResult = {
  lines: ['There has been no migration yet; start one with catalog migrate'],
  data: { reason: 'no-migration' },
  done: false,
};

/** The result of a command that followed a run: its state, reports and next steps. */
export async function resultOf(
  { run, interrupted }: Followed,
  reportDir: string,
  isDone: (run: MigrationRun) => boolean,
): Promise<CommandResult> {
  const view = toLiveView(run);
  const reports = await reportPaths(view, reportDir);
  const letGo = interrupted
    ? [`Stopped following ${view.id}; nothing is lost: a running service continues it, or run: catalog resume`]
    : [];
  return {
    lines: [
      ...describeRun(view),
      ...reports.map((path) => `  report: ${path}`),
      ...letGo,
      ...(interrupted ? [] : nextSteps(view)),
    ],
    data: { ...view, reports },
    done: !interrupted && isDone(run),
  };
}

/** Paths of the reports written since the run started. */
async function reportPaths({ createdAt }: RunDto, dir: string): Promise<string[]> {
  const reports = await listReports(dir).catch(() => []);
  return reports
    .filter(({ writtenAt }) => writtenAt.getTime() >= createdAt.getTime())
    .map(({ name }) => join(dir, name));
}
