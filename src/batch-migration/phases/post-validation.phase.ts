import { writeReport } from '../../reports/report-writer.js';
import { PRODUCTS } from '../../database/collections.js';
import type { MigrationContext } from '../migration-context.js';
import type { PhaseDetail } from '../phase.js';
import { Progress } from '../progress.js';
import { MigrationError } from '../run/run-errors.js';
import { whileInSync } from '../sync/while-in-sync.js';
import { checkInStep } from '../verify/sync-check.js';
import { judge } from './performance.phase.js';

/**
 * Checks the collection that is live now: every document against the rollback copy, and every query class against the
 * baseline.
 */
export async function postValidate(context: MigrationContext): Promise<PhaseDetail> {
  const { run, tools } = context;
  const progress = new Progress(run, run.value.counts.total);
  const verdict = await checkInStep(context.backVerifier(), context.backSync(), async (done) => {
    run.safePoint();
    await progress.update(done);
  });
  await writeReport(tools.settings.REPORT_DIR, 'data-integrity-verification-report.json', {
    runId: run.id,
    verdict: 'passed',
    compared: verdict.compared,
    generations: verdict.generations,
    quarantined: await tools.quarantine.count(),
    mismatches: [],
    at: new Date(),
  });
  const performance = await whileInSync(run, context.backSync(), judge(context, PRODUCTS, context.known('twin').name));
  if (performance.verdict === 'refused')
    throw new MigrationError('PERFORMANCE', `The migrated catalog is too slow: ${performance.reasons.join('; ')}`, {
      classes: performance.classes,
    });
  return { compared: verdict.compared, classes: performance.classes };
}
