import type { Logger } from '@nestjs/common';
import { ScheduleTimeoutError } from './schedule-errors.js';
import type { Claim, RunEnd } from './schedule-record.js';

/** How many attempts a run gets, counting failures and lost instances, before it waits for its next due time. */
export const MAX_ATTEMPTS = 3;

/** Whether to retry soon: the run was due and failed, but not by timeout. */
export function isTriedAgain({ run: { trigger, attempt } }: Claim, { outcome, error }: RunEnd): boolean {
  return (
    outcome === 'failed' && trigger === 'due' && attempt < MAX_ATTEMPTS && error?.code !== ScheduleTimeoutError.code
  );
}

/** Logs how a run ended; failures as errors. `retryAfterMs` is `null` without a retry. */
export function logEnd(
  logger: Logger,
  { name, end, retryAfterMs }: { readonly name: string; readonly end: RunEnd; readonly retryAfterMs: number | null },
): void {
  const line = `${name}: ${end.outcome} after ${end.durationMs ?? 0} ms: ${end.summary}`;
  if (end.outcome === 'failed')
    logger.error(retryAfterMs === null ? line : `${line}; retrying in ${Math.round(retryAfterMs / 60_000)} minutes`);
  else if (end.outcome === 'attention') logger.warn(`${line}: ${end.attention.join('; ')}`);
  else logger.log(line);
}
