import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@nestjs/common';
import { messageOf } from '../errors/message-of.js';
import type { CollectionReading } from './collection-reading.js';

/** Pause after a failed reading. */
const RETRY_MS = 500;
const PROGRESS_EVERY_MS = 2_000;

/** `reading`: the collection is being read. `read`: it has been read, but is not in use yet. */
export type ReadingState = 'none' | 'reading' | 'read';

/**
 * Readings of the collection, one at a time: the latest one counts, a failed one is restarted, and progress is logged.
 */
export class CollectionReadings {
  private reading: CollectionReading | undefined;
  private stopReading = new AbortController();
  private readonly running = new Set<Promise<void>>();
  private stopped = false;

  constructor(
    private readonly logger: Logger,
    private readonly open: (signal: AbortSignal) => CollectionReading,
  ) {}

  /** The reading in progress. */
  get current(): CollectionReading | undefined {
    return this.reading;
  }

  /** Whether the collection is being read, or has been read completely. */
  get state(): ReadingState {
    if (this.reading === undefined) return 'none';
    return this.reading.readUpTo === undefined ? 'reading' : 'read';
  }

  /** Reads the collection that is live now, and abandons a reading in progress. */
  begin(): void {
    this.stopReading.abort();
    this.stopReading = new AbortController();
    const reading = this.open(this.stopReading.signal);
    this.reading = reading;
    const progress = setInterval(() => {
      this.logProgress(reading);
    }, PROGRESS_EVERY_MS);
    const running = reading
      .run()
      .catch((error: unknown) => this.retry(reading, error))
      .finally(() => {
        clearInterval(progress);
        this.running.delete(running);
      });
    this.running.add(running);
  }

  /** What was read is now in use. */
  finish(): void {
    this.reading = undefined;
  }

  /** Abandons the reading in progress and waits until it has ended. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.stopReading.abort();
    await Promise.all(this.running);
  }

  private async retry(failed: CollectionReading, error: unknown): Promise<void> {
    if (this.reading !== failed || this.stopped) return;
    this.logger.warn(`Reading the products again after an error: ${messageOf(error)}`);
    await delay(RETRY_MS);
    if (this.reading === failed && !this.stopped) this.begin();
  }

  private logProgress({ progress: { documents, total } }: CollectionReading): void {
    this.logger.log(`Reading the catalog: ${documents} of ${Math.max(total, documents)} products`);
  }
}
