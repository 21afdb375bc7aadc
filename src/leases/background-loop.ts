import { setTimeout as sleep } from 'node:timers/promises';

const STOPS_WITHIN_MS = 250;

/** Options of a background loop. */
export interface BackgroundLoopOptions {
  /** One turn. If it resolves to `true`, the next turn follows at once; a number is the pause before the next one. */
  readonly work: (signal: AbortSignal) => Promise<unknown>;
  /** The pause between two turns, in milliseconds. */
  readonly everyMs: number;
  /** Called when a turn fails; the next one follows after the pause. */
  readonly failed: (error: unknown) => void;
  /**
   * How long `stop` waits for the current turn, in milliseconds. Short by default, since the database may be away;
   * `Infinity` for work that must not be left half done.
   */
  readonly stopsWithinMs?: number;
}

/** Repeats work in the background, one turn at a time, until it is stopped. */
export class BackgroundLoop {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(private readonly options: BackgroundLoopOptions) {}

  /** Aborted by `stop`. */
  get signal(): AbortSignal {
    return this.stopping.signal;
  }

  /** Starts once `ready` resolves; further calls do nothing. */
  start(ready: (signal: AbortSignal) => Promise<void> = () => Promise.resolve()): void {
    this.running ??= this.run(ready);
  }

  /** Stops after the current turn. */
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
