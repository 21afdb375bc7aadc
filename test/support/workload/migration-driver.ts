import { setTimeout as sleep } from 'node:timers/promises';

import type { Address } from './http-readers.js';

/** The parts of a migration run that a test driver needs. */
export interface RunStatus {
  readonly id: string;
  readonly state: string;
  readonly phase: string | null;
  readonly writePauseMs: number | null;
  readonly error: unknown;
}

/** Starts and observes migrations, whichever way they are reached. */
export interface MigrationDriver {
  /** Starts a run and returns its id. */
  start(strategy: string): Promise<string>;
  /** Waits until a run has one of these states, even if there are no responses for a while. */
  waitFor(id: string, states: readonly string[], withinMs: number): Promise<RunStatus>;
  rollback(id: string): Promise<void>;
  /** Ends the rollback window. */
  cleanUp(id: string): Promise<void>;
  status(id: string): Promise<RunStatus>;
  /** The run that was started last, if any. */
  latest(): Promise<RunStatus | undefined>;
}

/** A run did not reach any of the expected states. */
export class RunNotFinishedError extends Error {
  constructor(
    readonly last: RunStatus | undefined,
    states: readonly string[],
  ) {
    const now = last === undefined ? 'gives no answer' : `${last.state} in phase ${String(last.phase)}`;
    super(`The run is not ${states.join(' or ')}, but ${now}, error ${JSON.stringify(last?.error)}`);
  }
}

/** States that do not change without a new action. */
export const AT_REST: readonly string[] = [
  'completed',
  'failed',
  'aborted',
  'rolled-back',
  'needs-operator',
  'cleaned-up',
];

const POLL_MS = 100;
const WITHIN_MS = 10_000;
const TRIES = 40;

/** Drives migrations through the admin API. */
export class HttpMigrationDriver implements MigrationDriver {
  constructor(
    private readonly address: Address,
    private readonly apiKey: string,
  ) {}

  async start(strategy: string): Promise<string> {
    return (await this.call<RunStatus>('POST', '', { strategy })).id;
  }

  status(id: string): Promise<RunStatus> {
    return this.call('GET', `/${encodeURIComponent(id)}`);
  }

  async latest(): Promise<RunStatus | undefined> {
    return (await this.call<RunStatus[]>('GET', ''))[0];
  }

  /**
   * Until a pending request is processed, a run still has its earlier state: `completed` while a rollback has been
   * requested.
   */
  async waitFor(id: string, states: readonly string[], withinMs: number): Promise<RunStatus> {
    const deadline = performance.now() + withinMs;
    let last: RunStatus | undefined;
    while (performance.now() < deadline) {
      last = await this.status(id).catch(() => last);
      if (last !== undefined && states.includes(last.state)) return last;
      await sleep(POLL_MS);
    }
    throw new RunNotFinishedError(last, states);
  }

  rollback(id: string): Promise<void> {
    return this.ask(id, 'rollback', ['rolling-back', 'rolled-back']);
  }

  cleanUp(id: string): Promise<void> {
    return this.ask(id, 'cleanup', ['cleaned-up']);
  }

  /**
   * Repeats a request if its response was lost: if the first one succeeded, the second is rejected, which is just as
   * good.
   */
  private async ask(id: string, what: string, granted: readonly string[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.call('POST', `/${encodeURIComponent(id)}/${what}`, { confirm: id });
        return;
      } catch (error) {
        const isRefused = error instanceof RefusedCallError && error.status === 409;
        const state = isRefused ? (await this.status(id)).state : undefined;
        if (state !== undefined && granted.includes(state)) return;
        if (attempt === TRIES || (error instanceof RefusedCallError && error.status < 500 && !isRefused)) throw error;
        await sleep(POLL_MS * 5);
      }
    }
  }

  private async call<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${this.address()}/api/admin/migrations${path}`, {
      method,
      signal: AbortSignal.timeout(WITHIN_MS),
      headers: { 'x-api-key': this.apiKey, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok)
      throw new RefusedCallError(
        response.status,
        `${method} /api/admin/migrations${path}: ${response.status} ${text.slice(0, 300)}`,
      );
    return (JSON.parse(text) as { data: T }).data;
  }
}

/** The admin API rejected a call. */
export class RefusedCallError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}
