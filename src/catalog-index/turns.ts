import { setImmediate as nextTurn } from 'node:timers/promises';

/** Splits long work into slices of a few milliseconds, between which requests are answered. */
export class Turns {
  private began = performance.now();

  constructor(private readonly sliceMs: number) {}

  /** Whether the slice is used up. */
  get isOver(): boolean {
    return performance.now() - this.began >= this.sliceMs;
  }

  /** Lets everything else that is waiting run, and begins a new slice. */
  async yield(): Promise<void> {
    await nextTurn();
    this.began = performance.now();
  }
}
