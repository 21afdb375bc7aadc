import type { CollectionSync } from './collection-sync.js';

/** How often changes are applied alongside longer work. */
const EVERY_MS = 1_000;
/**
 * The work also runs for at least this many times the duration of the last catch-up. Otherwise, if changes arrive
 * nearly as fast as they are applied, copying or comparing would hardly get a turn. Being late loses nothing: whatever
 * is copied or compared later is just as current, and a document that changed several times is copied once.
 */
const WORK_FACTOR = 2;
const LONGEST_WAIT_MS = 30_000;

/** Alternates between longer work and applying changes, so that neither starves the other. */
export class CatchUpTurns {
  private endedAt: number;
  private tookMs = 0;

  /** @param now a monotonic clock, in milliseconds */
  constructor(
    private readonly sync: Pick<CollectionSync, 'catchUp' | 'lookAhead'>,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.endedAt = now();
  }

  /** Whether it is time to apply changes. Once it is, the server first looks for them, while the work still goes on. */
  get isDue(): boolean {
    const waitMs = Math.min(LONGEST_WAIT_MS, Math.max(EVERY_MS, WORK_FACTOR * this.tookMs));
    return this.now() - this.endedAt > waitMs && this.sync.lookAhead();
  }

  /** Applies the changes made so far. */
  async take(): Promise<void> {
    const begun = this.now();
    await this.sync.catchUp();
    this.endedAt = this.now();
    this.tookMs = this.endedAt - begun;
  }
}
