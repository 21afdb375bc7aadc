import { crashPoint } from './crash-points.js';
import type { MigrationContext } from './migration-context.js';
import type { Phase } from './phase.js';
import { PHASES } from './phases.js';
import type { PhaseRecord } from './run/migration-run.js';
import { writeFinalReport } from './run-report.js';

const DAY_MS = 86_400_000;

/**
 * Runs the phases that are not done yet, and records the start and end of each in the run's journal. Afterwards a
 * rollback is possible.
 */
export async function runPhases(context: MigrationContext): Promise<void> {
  const { run } = context;
  for (const phase of PHASES) {
    const index = run.value.phases.findIndex(({ name }) => name === phase.name);
    const record = run.value.phases[index];
    if (record === undefined || record.state === 'done' || record.state === 'skipped') continue;
    await runPhase(context, phase, index, record);
  }
  const days = context.tools.settings.BACKUP_RETENTION_DAYS;
  const switchedAt = run.value.work.switchedAt ?? new Date();
  await run.update({ rollbackUntil: new Date(switchedAt.getTime() + days * DAY_MS) });
  await writeFinalReport(context, 'completed', {});
  await run.setState('completed', { phase: 'cleanup', ratePerSecond: null, etaSeconds: null, throttledBy: null });
}

async function runPhase(
  context: MigrationContext,
  { name, work }: Phase,
  index: number,
  record: PhaseRecord,
): Promise<void> {
  const { run } = context;
  const doWork = work[run.value.strategy];
  if (doWork === undefined) {
    await run.update(journal(run.value.phases, index, { ...record, state: 'skipped' }));
    return;
  }
  run.safePoint();
  await run.update({
    phase: name,
    ratePerSecond: null,
    etaSeconds: null,
    ...journal(run.value.phases, index, { ...record, state: 'running', startedAt: record.startedAt ?? new Date() }),
  });
  crashPoint('phase-begun');
  run.logger.log(`Run ${run.id}: ${name}`);
  const detail = await doWork(context);
  const begun = run.value.phases[index] ?? record;
  await run.update({
    ...journal(run.value.phases, index, { ...begun, state: 'done', finishedAt: new Date(), detail }),
    'work.restarts': 0,
    ratePerSecond: null,
    etaSeconds: null,
    throttledBy: null,
  });
  crashPoint('phase-done');
}

/** The whole journal with one line changed: an update with a pipeline cannot address an array position. */
function journal(
  phases: readonly PhaseRecord[],
  index: number,
  record: PhaseRecord,
): { readonly phases: readonly PhaseRecord[] } {
  return { phases: phases.map((other, position) => (position === index ? record : other)) };
}
