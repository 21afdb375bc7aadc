import { writeReport } from '../reports/report-writer.js';
import type { MigrationContext } from './migration-context.js';
import type { PhaseDetail } from './phase.js';
import type { RunState } from './run/migration-run.js';

/**
 * Writes the final report of a run. A report that cannot be written is no reason to undo a migration, so that is only
 * logged.
 */
export async function writeFinalReport(
  { run, tools }: MigrationContext,
  outcome: RunState,
  detail: PhaseDetail,
): Promise<void> {
  const { strategy, startedBy, createdAt, counts, phases, writePauseMs, rollbackUntil, error, work } = run.value;
  const report = {
    runId: run.id,
    outcome,
    strategy,
    startedBy,
    createdAt,
    at: new Date(),
    counts,
    writePauseMs,
    rollbackUntil,
    backup: work.backupId,
    error,
    outsideWriters: work.outsideWriters,
    phases: phases.map((phase) => ({
      ...phase,
      seconds:
        phase.startedAt === null || phase.finishedAt === null
          ? null
          : (phase.finishedAt.getTime() - phase.startedAt.getTime()) / 1000,
    })),
    detail,
  };
  await writeReport(tools.settings.REPORT_DIR, 'migration-final-report.json', report).catch((cause: unknown) => {
    run.logger.warn(`The final report was not written: ${cause instanceof Error ? cause.message : String(cause)}`);
  });
}
