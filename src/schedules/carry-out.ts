import { setTimeout as sleep } from 'node:timers/promises';

import { messageOf } from '../errors/message-of.js';
import { DomainError } from '../errors/domain-error.js';
import { redactor } from '../logging/redact.js';
import { readableJson } from '../reports/readable-json.js';
import type { Job, JobContext, JobResult, Schedule } from './schedule.js';
import { ScheduleTimeoutError } from './schedule-errors.js';
import type { RunEnd } from './schedule-record.js';

/** How long to wait for a job that was told to stop. */
const STOPS_WITHIN_MS = 5_000;
const MINUTE_MS = 60_000;
const LONGEST_TEXT = 2_000;
/** Size limit per run: all kept runs share one document of at most 16 MB. */
const LARGEST_DETAIL = 100_000;
const MAX_ATTENTION = 20;

const redact = redactor();

/** A job and the signals that can end it early. */
export interface Assignment {
  readonly schedule: Pick<Schedule, 'name' | 'limitMinutes'>;
  readonly job: Job;
  readonly by: string;
  readonly signals: readonly AbortSignal[];
}

/**
 * Runs a job and returns how it ended. Never throws a job's error, so that other jobs still run. If one of the signals
 * ended it, throws that signal's reason; a job that does not stop is abandoned after a while.
 */
export async function carryOut({ schedule, job, by, signals }: Assignment): Promise<RunEnd> {
  const begun = performance.now();
  const over = new AbortController();
  const timeout = setTimeout(() => {
    over.abort(new ScheduleTimeoutError(schedule.name, schedule.limitMinutes));
  }, schedule.limitMinutes * MINUTE_MS);
  const signal = AbortSignal.any([over.signal, ...signals]);
  const took = (): number => Math.round(performance.now() - begun);
  try {
    const result = await untilStopped(job, { signal, by });
    return { durationMs: took(), ...succeeded(result) };
  } catch (error) {
    const stopped = signals.find(({ aborted }) => aborted);
    if (stopped !== undefined) throw stopped.reason;
    return { durationMs: took(), ...failed(over.signal.aborted ? over.signal.reason : error) };
  } finally {
    clearTimeout(timeout);
  }
}

async function untilStopped(job: Job, context: JobContext): Promise<JobResult> {
  const { signal } = context;
  const ended = new AbortController();
  // A job may also throw before its first await.
  const work = Promise.resolve().then(() => job.run(context));
  const giveUp = (async (): Promise<never> => {
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener(
        'abort',
        () => {
          resolve();
        },
        { once: true, signal: ended.signal },
      );
    });
    await sleep(STOPS_WITHIN_MS, undefined, { signal: ended.signal, ref: false });
    throw signal.reason;
  })();
  giveUp.catch(() => undefined);
  work.catch(() => undefined);
  try {
    return await Promise.race([work, giveUp]);
  } finally {
    ended.abort();
  }
}

function succeeded({ summary, attention = [], detail }: JobResult): Omit<RunEnd, 'durationMs'> {
  return {
    outcome: attention.length === 0 ? 'done' : 'attention',
    summary: text(summary),
    attention: attention.slice(0, MAX_ATTENTION).map(text),
    error: null,
    detail: detail === undefined ? null : bounded(readableJson(detail) as Readonly<Record<string, unknown>>),
  };
}

function bounded(detail: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const bytes = Buffer.byteLength(JSON.stringify(detail));
  return bytes <= LARGEST_DETAIL ? detail : { leftOut: `${bytes} bytes exceed what is kept of a run` };
}

function failed(error: unknown): Omit<RunEnd, 'durationMs'> {
  const message = text(messageOf(error));
  return {
    outcome: 'failed',
    summary: message,
    attention: [],
    error: { code: error instanceof DomainError ? error.code : 'UNEXPECTED', message },
    detail: null,
  };
}

/** The end of a run that was stopped on request. */
export function stoppedEnd(durationMs: number): RunEnd {
  return {
    durationMs,
    outcome: 'stopped',
    summary: 'Stopped on request',
    attention: [],
    error: null,
    detail: null,
  };
}

function text(value: string): string {
  const safe = redact(value);
  return safe.length > LONGEST_TEXT ? `${safe.slice(0, LONGEST_TEXT)}…` : safe;
}
