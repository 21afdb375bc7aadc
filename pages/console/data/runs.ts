import { api } from './api.js';
import { type ActionKind, takes } from './run-actions.js';
import { put, topic } from './live.js';
import { dataOf, RequestError } from './request.js';
import { type Resource, useResource } from './resource.js';
import { isOver, type Run } from './run.js';

/** What a new run is to be like. */
export interface StartOptions {
  readonly strategy: Run['strategy'];
  readonly manualSwitch: boolean;
  readonly acceptBlockers: boolean;
  readonly maxDocumentsPerSecond: number | null;
}

/** All runs, the latest first. */
export function listRuns(signal: AbortSignal): Promise<readonly Run[]> {
  return dataOf<readonly Run[]>(api.GET('/api/admin/migrations', { signal }));
}

/** One run as it stands. */
export function readRun(id: string, signal?: AbortSignal): Promise<Run> {
  return dataOf<Run>(
    api.GET('/api/admin/migrations/{id}', { params: { path: { id } }, ...(signal === undefined ? {} : { signal }) }),
  );
}

/** Starts a migration; the stream tells of it as well, whoever starts one. */
export async function startRun({ maxDocumentsPerSecond, ...options }: StartOptions): Promise<Run> {
  const body = maxDocumentsPerSecond === null ? options : { ...options, throttle: { maxDocumentsPerSecond } };
  const run = await dataOf<Run>(api.POST('/api/admin/migrations', { body }));
  put('run', run);
  return run;
}

/**
 * Asks something of a run. What is confirmed was read a while ago, so the run is read again first; if it has changed so
 * that it does not take the word any more, nothing is sent.
 */
export async function askOfRun(kind: ActionKind, id: string, emergency = false): Promise<void> {
  const fresh = await readRun(id);
  if (!takes(kind, fresh)) {
    put('run', fresh);
    throw new RequestError(
      409,
      'RUN_STATE',
      `Nothing was sent: meanwhile the run is ${fresh.state.replaceAll('-', ' ')}, and takes no ${kind}.`,
    );
  }
  const confirmed = kind === 'switch' || kind === 'rollback' || kind === 'cleanup';
  const body = confirmed ? { confirm: id, ...(emergency ? { emergency } : {}) } : {};
  // Six routes of one form; the client's types know each by its own text.
  const path = `/api/admin/migrations/{id}/${kind}` as '/api/admin/migrations/{id}/rollback';
  put('run', await dataOf<Run>(api.POST(path, { params: { path: { id } }, body: body as { confirm: string } })));
}

/** A run by its id: live where the stream tells of it, else as it was answered. */
export function useRun(id: string): Resource<Run> {
  const told = topic('run');
  const live = told?.data?.id === id ? told : undefined;
  const asked = useResource(live === undefined ? `run ${id}` : null, (signal) => readRun(id, signal));
  if (live?.data === undefined || live.data === null) return asked;
  return {
    data: live.data,
    error: undefined,
    at: live.at === null ? undefined : Date.parse(live.at),
    loading: false,
    reload: asked.reload,
  };
}

/** The run that is not over, as the stream tells it; `undefined` where nothing is known yet. */
export function useActiveRun(): Run | null | undefined {
  const told = topic('run');
  if (told === undefined || told.at === null) return undefined;
  return told.data !== null && !isOver(told.data) ? told.data : null;
}
