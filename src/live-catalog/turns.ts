import { setImmediate as nextTurn } from 'node:timers/promises';

/** Longest slice while requests are served, however busy the process is. */
const LONGEST_MS = 10;
/**
 * While the process is busy with other work, the slice is a quarter of the time that work took, so that it still ends.
 */
const SHARE = 0.25;

/** Splits long work into slices of a few milliseconds, with requests answered in between. */
export class Turns {
  private ends: number;

  /** @param sliceMs length of a slice while nothing else is waiting */
  constructor(public sliceMs: number) {
    this.ends = performance.now() + sliceMs;
  }

  /** Whether the slice is used up. */
  get isOver(): boolean {
    return performance.now() >= this.ends;
  }

  /** Lets everything else that is waiting run, then starts a new slice. */
  async yield(): Promise<void> {
    const left = performance.now();
    await nextTurn();
    const now = performance.now();
    this.ends = now + Math.max(this.sliceMs, Math.min(SHARE * (now - left), LONGEST_MS));
  }
}
