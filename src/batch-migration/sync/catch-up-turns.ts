import type { CollectionSync } from './collection-sync.js';

/** Changes are applied so often beside longer work. */
const EVERY_MS = 1_000;
/**
 * And the work goes on for so many times as long as the last catch-up took: without that, where changes come nearly as
 * fast as they are applied, copying or comparing would hardly get a turn. Nothing is lost by being late: whatever is
 * copied or compared later is as new, and what changes in between is copied once for several changes.
 */
const WORK_FACTOR = 2;
const LONGEST_WAIT_MS = 30_000;

/** Applies changes beside longer work, in turns: neither keeps the other from its end. */
export class CatchUpTurns {
  private endedAt: number;
  private tookMs = 0;

  /** @param now a clock, in milliseconds */
  constructor(
    private readonly sync: Pick<CollectionSync, 'catchUp'>,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.endedAt = now();
  }

  /** Whether it is the turn of the changes. */
  get isDue(): boolean {
    return this.now() - this.endedAt > Math.min(LONGEST_WAIT_MS, Math.max(EVERY_MS, WORK_FACTOR * this.tookMs));
  }

  /** Applies the changes made until now. */
  async take(): Promise<void> {
    const begun = this.now();
    await this.sync.catchUp();
    this.endedAt = this.now();
    this.tookMs = this.endedAt - begun;
  }
}
