import { setTimeout as sleep } from 'node:timers/promises';

/** Request durations, in milliseconds. */
export interface PageTimes {
  readonly requests: number;
  readonly failed: number;
  readonly p50: number;
  readonly p95: number;
}

const ERROR_PAUSE_MS = 20;

/** Requests one page of the catalog again and again, like a storefront. */
export class PageReader {
  private readonly times: number[] = [];
  private failed = 0;
  private running = true;
  private readonly work: Promise<void>[];

  /** @param readers the number of concurrent readers, each sending its next request after the response */
  constructor(
    private readonly url: string,
    readers: number,
  ) {
    this.work = Array.from({ length: readers }, () => this.read());
  }

  /** The measurements since the start or the last call. */
  take(): PageTimes {
    const sorted = this.times.splice(0).sort((a, b) => a - b);
    const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
    const { failed } = this;
    this.failed = 0;
    return { requests: sorted.length, failed, p50: at(0.5), p95: at(0.95) };
  }

  async stop(): Promise<void> {
    this.running = false;
    await Promise.all(this.work);
  }

  private async read(): Promise<void> {
    while (this.running) {
      const begun = performance.now();
      try {
        const response = await fetch(this.url);
        await response.arrayBuffer();
        if (response.ok) this.times.push(performance.now() - begun);
        else this.failed += 1;
      } catch {
        this.failed += 1;
        await sleep(ERROR_PAUSE_MS);
      }
    }
  }
}
