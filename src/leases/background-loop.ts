import { setTimeout as sleep } from 'node:timers/promises';

const STOPS_WITHIN_MS = 250;

/** How work is repeated. */
export interface BackgroundLoopOptions {
  /** One turn. Where it resolves to `true`, the next one follows at once; a number is the pause before the next one. */
  readonly work: (signal: AbortSignal) => Promise<unknown>;
  /** The pause between two turns, in milliseconds. */
  readonly everyMs: number;
  /** Told of a turn that failed; the next one comes after the pause. */
  readonly failed: (error: unknown) => void;
  /**
   * How long `stop` waits for the turn under way, in milliseconds: not for long by default, since the database may be
   * away; `Infinity` where something would be left half done.
   */
  readonly stopsWithinMs?: number;
}

/** Work that is done again and again in the background, one turn after the other, until it is stopped. */
export class BackgroundLoop {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(private readonly options: BackgroundLoopOptions) {}

  /** Aborted by `stop`. */
  get signal(): AbortSignal {
    return this.stopping.signal;
  }

  /** Begins, once `ready` has come about; further calls do nothing. */
  start(ready: (signal: AbortSignal) => Promise<void> = () => Promise.resolve()): void {
    this.running ??= this.run(ready);
  }

  /** Ends, after the turn under way. */
  async stop(): Promise<void> {
    this.stopping.abort();
    const { stopsWithinMs = STOPS_WITHIN_MS } = this.options;
    if (stopsWithinMs === Infinity) await this.running;
    else await Promise.race([this.running, sleep(stopsWithinMs, undefined, { ref: false })]);
  }

  private async run(ready: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const { work, everyMs, failed } = this.options;
    const { signal } = this.stopping;
    await ready(signal).catch(() => undefined);
    while (!signal.aborted) {
      let next: unknown;
      try {
        next = await work(signal);
      } catch (error) {
        if (!signal.aborted) failed(error);
      }
      const pauseMs = typeof next === 'number' ? next : everyMs;
      if (next !== true) await sleep(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}
