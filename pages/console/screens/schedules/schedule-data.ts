import { api } from '../../data/api.js';
import { dataOf } from '../../data/request.js';
import type { StateTone } from '../../widgets/state-word.js';

/** A finished run of a schedule. */
export interface FinishedRun {
  readonly trigger: 'due' | 'asked';
  readonly by: string | null;
  readonly missed: number;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly durationMs: number | null;
  readonly outcome: 'done' | 'attention' | 'failed' | 'stopped' | 'interrupted';
  readonly summary: string;
  readonly attention: readonly string[];
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly detail: Readonly<Record<string, unknown>> | null;
}

/** A schedule in API form; `history` only if a single one is requested. */
export interface Schedule {
  readonly name: string;
  readonly title: string;
  readonly cron: string;
  readonly timeZone: string;
  readonly enabled: boolean;
  readonly waits: string | null;
  readonly nextRun: string;
  readonly waitingFor: string | null;
  readonly running: { readonly startedAt: string; readonly owner: string | null; readonly attempt: number } | null;
  readonly lastRun: FinishedRun | null;
  readonly history?: readonly FinishedRun[];
}

/** How each outcome is shown. */
export const OUTCOME_TONES: Readonly<Record<FinishedRun['outcome'], StateTone>> = {
  done: 'good',
  attention: 'warn',
  failed: 'bad',
  stopped: 'idle',
  interrupted: 'warn',
};

/** All schedules. */
export function listSchedules(signal: AbortSignal): Promise<readonly Schedule[]> {
  return dataOf<readonly Schedule[]>(api.GET('/api/admin/schedules', { signal }));
}

/** One schedule with its last runs. */
export function readSchedule(name: string, signal: AbortSignal): Promise<Schedule> {
  return dataOf<Schedule>(api.GET('/api/admin/schedules/{name}', { params: { path: { name } }, signal }));
}

/** Starts a run now. */
export async function runSchedule(name: string): Promise<string> {
  await dataOf(api.POST('/api/admin/schedules/{name}/run', { params: { path: { name } }, body: {} }));
  return 'Started; the outcome will be shown here';
}
