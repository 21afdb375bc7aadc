import { setTimeout as sleep } from 'node:timers/promises';

const STOPS_WITHIN_MS = 250;

/** Work that is done again and again in the background, one after the other. What fails is told of and tried again. */
export class Repeating {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly work: (signal: AbortSignal) => Promise<void>,
    private readonly everyMs: number,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** Begins, once `ready` has come about. */
  start(ready: (signal: AbortSignal) => Promise<void> = () => Promise.resolve()): void {
    this.running ??= this.run(ready);
  }

  /** Ends; what is being done is waited for, but not for long: the database may be away. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.race([this.running, sleep(STOPS_WITHIN_MS, undefined, { ref: false })]);
  }

  private async run(ready: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const { signal } = this.stopping;
    await ready(signal).catch(() => undefined);
    while (!signal.aborted) {
      try {
        await this.work(signal);
      } catch (error) {
        if (!signal.aborted) this.failed(error);
      }
      await sleep(this.everyMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}
