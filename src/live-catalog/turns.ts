import { setImmediate as nextTurn } from 'node:timers/promises';

/** Longest slice once requests are served, however busy the process is. */
const LONGEST_MS = 10;
/** While others keep the process busy, the work gets a slice of a quarter of their time: it has to end some day. */
const SHARE = 0.25;

/** Splits long work into slices of a few milliseconds, between which requests are answered. */
export class Turns {
  private ends: number;

  /** @param sliceMs how long a slice is while nobody else has anything to do */
  constructor(public sliceMs: number) {
    this.ends = performance.now() + sliceMs;
  }

  /** Whether the slice is used up. */
  get isOver(): boolean {
    return performance.now() >= this.ends;
  }

  /** Lets everything else that is waiting run, and begins a new slice. */
  async yield(): Promise<void> {
    const left = performance.now();
    await nextTurn();
    const now = performance.now();
    this.ends = now + Math.max(this.sliceMs, Math.min(SHARE * (now - left), LONGEST_MS));
  }
}
