import { setTimeout as delay } from 'node:timers/promises';

/** How long a request waits for the first reading of a database that can be reached. */
const FIRST_READING_MS = 2_000;

/** Whether the catalog has been read and serves; early requests wait for that for a moment. */
export class Serving {
  private hasBegun = false;
  private resolve: () => void = () => undefined;
  private readonly begun = new Promise<void>((resolve) => {
    this.resolve = resolve;
  });

  get isOn(): boolean {
    return this.hasBegun;
  }

  /** The catalog has been read. */
  begin(): void {
    this.hasBegun = true;
    this.resolve();
  }

  /** Waits until the catalog serves, for two seconds at most. */
  async wait(): Promise<void> {
    const timer = new AbortController();
    await Promise.race([
      this.begun,
      delay(FIRST_READING_MS, undefined, { signal: timer.signal }).catch(() => undefined),
    ]);
    timer.abort();
  }
}
