import { setTimeout as delay } from 'node:timers/promises';

/** How long a request waits for the first reading of a reachable database. */
const FIRST_READING_MS = 2_000;

/** Whether the catalog has been read and serves. Early requests wait briefly for that. */
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

  /** Waits up to two seconds until the catalog serves. */
  async wait(): Promise<void> {
    const timer = new AbortController();
    await Promise.race([
      this.begun,
      delay(FIRST_READING_MS, undefined, { signal: timer.signal }).catch(() => undefined),
    ]);
    timer.abort();
  }
}
