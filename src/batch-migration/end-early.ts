import { messageOf } from '../errors/message-of.js';
import type { DomainError } from '../errors/domain-error.js';
import { writeReport } from '../reports/report-writer.js';
import type { MigrationContext } from './migration-context.js';
import { dropCollection, isLive } from '../collection-swap/named-collections.js';
import { liftFence, standsAt } from '../collection-swap/fence.js';

/**
 * Ends a run early. Before the switch, the copies are dropped and `products` stays as it was. After the switch, the new
 * collection is rolled back, without losing anything written since. If only an operator can decide, it waits for one.
 */
export async function endEarly(
  context: MigrationContext,
  state: 'aborted' | 'failed',
  cause: DomainError | null,
): Promise<void> {
  const { run, db } = context;
  const error = cause === null ? null : { code: cause.code, message: cause.message };
  if (cause !== null) {
    run.logger.error(`Run ${run.id} failed in ${run.value.phase ?? 'its beginning'}: ${cause.message}`);
    await reportFailure(context, cause);
  }
  const { source, shadow, twin, validation } = run.value.work;
  if (run.value.state === 'completed') return run.setState('needs-operator', { error, request: null });
  // A sweep that has started has already upgraded documents in place.
  if (run.value.strategy === 'in-place' && source !== null)
    return run.setState('rolling-back', { error, request: null });
  if (shadow !== null && (await isLive(db, shadow))) return run.setState('rolling-back', { error });
  if (run.value.strategy === 'blue-green' && source !== null && !(await isLive(db, source)))
    return run.setState('needs-operator', { error, request: null });

  if (source !== null && validation !== null && (await standsAt(db)) !== undefined)
    await liftFence(db, source, validation);
  run.ensureMine();
  await dropCollection(db, shadow);
  await dropCollection(db, twin);
  const phases = run.value.phases.map((record) =>
    record.state === 'running' ? { ...record, state: 'failed', finishedAt: new Date() } : record,
  );
  return run.setState(state, {
    phases,
    error,
    request: null,
    ratePerSecond: null,
    etaSeconds: null,
    throttledBy: null,
  });
}

async function reportFailure({ run, tools }: MigrationContext, cause: DomainError): Promise<void> {
  const { phase, phases, counts, strategy, startedBy, createdAt } = run.value;
  await writeReport(tools.settings.REPORT_DIR, 'migration-failure-report.json', {
    runId: run.id,
    strategy,
    startedBy,
    createdAt,
    phase,
    code: cause.code,
    message: cause.message,
    details: cause.details,
    counts,
    phases,
    at: new Date(),
  }).catch((error: unknown) => {
    run.logger.warn(`The failure report was not written: ${messageOf(error)}`);
  });
}
