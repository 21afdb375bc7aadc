import type { Logger } from '@nestjs/common';
import { ScheduleTimeoutError } from './schedule-errors.js';
import type { Claim, RunEnd } from './schedule-record.js';

/** A run fails, or loses its instance, so often before it waits for its next time. */
export const MAX_ATTEMPTS = 3;

/** Whether a run that ended so is tried again soon: one that was due and failed, but not by taking too long. */
export function isTriedAgain({ run: { trigger, attempt } }: Claim, { outcome, error }: RunEnd): boolean {
  return (
    outcome === 'failed' && trigger === 'due' && attempt < MAX_ATTEMPTS && error?.code !== ScheduleTimeoutError.code
  );
}

/** Logs how a run ended, as an error where it failed. `retryAfterMs` is `null` where it is not tried again soon. */
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
