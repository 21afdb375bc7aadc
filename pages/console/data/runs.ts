import { api } from './api.js';
import { type ActionKind, takes } from './run-actions.js';
import { put, topic } from './live.js';
import { dataOf, RequestError } from './request.js';
import { type Resource, useResource } from './resource.js';
import { isOver, type Run } from './run.js';

/** The options of a new run. */
export interface StartOptions {
  readonly strategy: Run['strategy'];
  readonly manualSwitch: boolean;
  readonly acceptBlockers: boolean;
  readonly maxDocumentsPerSecond: number | null;
}

/** All runs, latest first. */
export function listRuns(signal: AbortSignal): Promise<readonly Run[]> {
  return dataOf<readonly Run[]>(api.GET('/api/admin/migrations', { signal }));
}

/** The current state of a run. */
export function readRun(id: string, signal?: AbortSignal): Promise<Run> {
  return dataOf<Run>(
    api.GET('/api/admin/migrations/{id}', { params: { path: { id } }, ...(signal === undefined ? {} : { signal }) }),
  );
}

/** Starts a migration. The stream reports it too, whoever starts it. */
export async function startRun({ maxDocumentsPerSecond, ...options }: StartOptions): Promise<Run> {
  const body = maxDocumentsPerSecond === null ? options : { ...options, throttle: { maxDocumentsPerSecond } };
  const run = await dataOf<Run>(api.POST('/api/admin/migrations', { body }));
  put('run', run);
  return run;
}

/**
 * Takes an action on a run. The confirmation may be based on outdated data, so the run is read again first; if its
 * state no longer allows the action, nothing is sent.
 */
export async function askOfRun(kind: ActionKind, id: string, emergency = false): Promise<void> {
  const fresh = await readRun(id);
  if (!takes(kind, fresh)) {
    put('run', fresh);
    throw new RequestError(
      409,
      'RUN_STATE',
      `Nothing was sent: the run is now ${fresh.state.replaceAll('-', ' ')} and does not accept ${kind}.`,
    );
  }
  const confirmed = kind === 'switch' || kind === 'rollback' || kind === 'cleanup';
  const body = confirmed ? { confirm: id, ...(emergency ? { emergency } : {}) } : {};
  // Six routes with the same form; the client's types know each by its own path.
  const path = `/api/admin/migrations/{id}/${kind}` as '/api/admin/migrations/{id}/rollback';
  put('run', await dataOf<Run>(api.POST(path, { params: { path: { id } }, body: body as { confirm: string } })));
}

/** A run by its id: from the stream if that covers it, else as last requested. */
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

/** The active run according to the stream; `undefined` if nothing is known yet. */
export function useActiveRun(): Run | null | undefined {
  const told = topic('run');
  if (told === undefined || told.at === null) return undefined;
  return told.data !== null && !isOver(told.data) ? told.data : null;
}
