import { join } from 'node:path';

import type { RunDto } from '../batch-migration/http/run.dto.js';
import type { MigrationRun } from '../batch-migration/run/migration-run.js';
import { listReports } from '../reports/report-writer.js';
import type { CommandResult } from './command.js';
import { describeRun, nextSteps, toLiveView } from './describe-run.js';
import type { Followed } from './follow-run.js';

/** What commands answer where no migration was ever begun. */
export const NO_RUN: CommandResult = {
  lines: ['There has been no migration yet; start one with catalog migrate'],
  data: { reason: 'no-migration' },
  done: false,
};

/** The result of a command that followed a run: how it stands, its reports, what can be done next. */
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

/** The paths of the reports that were written since the run began. */
async function reportPaths({ createdAt }: RunDto, dir: string): Promise<string[]> {
  const reports = await listReports(dir).catch(() => []);
  return reports
    .filter(({ writtenAt }) => writtenAt.getTime() >= createdAt.getTime())
    .map(({ name }) => join(dir, name));
}
