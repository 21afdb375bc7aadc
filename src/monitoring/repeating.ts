import { setTimeout as sleep } from 'node:timers/promises';

/** Work that is done again and again in the background, one after the other. What fails is told of and tried again. */
export class Repeating {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(private readonly work: (signal: AbortSignal) => Promise<void>, private readonly everyMs: number, private readonly failed: (error: unknown) => void) {}

  /** Begins, once `ready` has come about. */
  start(ready: (signal: AbortSignal) => Promise<void> = () => Promise.resolve()): void {
    this.running ??= this.run(ready);
  }

  /** Ends; resolves when nothing is being done any more. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
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
