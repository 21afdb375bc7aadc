import { writeReport } from '../../reports/report-writer.js';
import type { MigrationContext } from '../migration-context.js';
import type { PhaseDetail } from '../phase.js';
import { runPreflight } from '../preflight/run-preflight.js';
import { Progress } from '../progress.js';
import { MigrationError } from '../run/run-errors.js';

/**
 * Checks everything the migration depends on without changing anything, and refuses to start if it would not succeed.
 */
export async function preFlight({ run, tools }: MigrationContext): Promise<PhaseDetail> {
  let progress: Progress | undefined;
  const report = await runPreflight({
    collections: tools.collections,
    settings: tools.settings,
    signal: run.shutdown,
    runId: run.id,
    onProgress: (done, total) => {
      run.safePoint();
      progress ??= new Progress(run, total);
      // A failure surfaces at the next safe point.
      void progress.update(done, {}).catch(() => undefined);
    },
  });
  const path = await writeReport(tools.settings.REPORT_DIR, 'pre-migration-validation-report.json', {
    runId: run.id,
    ...report,
  });
  if (!report.ready && !run.value.options.acceptBlockers)
    throw new MigrationError(
      'NOT_READY',
      `The catalog is not ready to be migrated: ${report.reasons.join('; ')}. Full report: ${path}`,
    );
  await run.updateWork({ baseline: report.baseline });
  await run.update({ 'counts.total': report.documents?.total ?? 0 });
  return { ready: report.ready, reasons: report.reasons, report: path };
}
