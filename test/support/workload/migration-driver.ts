import { setTimeout as sleep } from 'node:timers/promises';

import type { Address } from './http-readers.js';

/** A migration run, as far as a driver of tests has to know it. */
export interface RunStatus {
  readonly id: string;
  readonly state: string;
  readonly phase: string | null;
  readonly writePauseMs: number | null;
  readonly error: unknown;
}

/** Starts and watches migrations, whichever way they are reached. */
export interface MigrationDriver {
  /** Starts a run and gives its id. */
  start(strategy: string): Promise<string>;
  /** Waits until a run has one of these states, through a time in which nobody answers. */
  waitFor(id: string, states: readonly string[], withinMs: number): Promise<RunStatus>;
  rollback(id: string): Promise<void>;
  /** Ends the time in which a rollback is possible. */
  cleanUp(id: string): Promise<void>;
  status(id: string): Promise<RunStatus>;
  /** The run that was started last, if there was one. */
  latest(): Promise<RunStatus | undefined>;
}

/** A run did not come to any of the states that it should have. */
export class RunNotFinishedError extends Error {
  constructor(
    readonly last: RunStatus | undefined,
    states: readonly string[],
  ) {
    const now = last === undefined ? 'gives no answer' : `${last.state} in phase ${String(last.phase)}`;
    super(`The run is not ${states.join(' or ')}, but ${now}, error ${JSON.stringify(last?.error)}`);
  }
}

/** States in which nothing more happens by itself. */
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

/** Drives migrations by the admin API. */
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
   * A state that is no longer asked about may come with a word that was left before: `completed` while a rollback is
   * asked for.
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

  /** Asked again where the answer was lost: what was asked for already is refused, which is as good. */
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

/** The admin API refused a call. */
export class RefusedCallError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}
