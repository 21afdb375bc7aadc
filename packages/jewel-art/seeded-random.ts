import { textHash } from '../text-hash/text-hash.js';

/** Pseudorandom numbers, the same for the same seed. */
export class SeededRandom {
  private state: number;

  constructor(seed: string) {
    this.state = textHash(seed) >>> 0;
  }

  /** The next number, 0 ≤ n < 1 (mulberry32, public domain). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  /** A number between two others. */
  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** One of several items. */
  pick<T>(first: T, ...others: readonly T[]): T {
    const all = [first, ...others];
    return all[Math.floor(this.next() * all.length)] ?? first;
  }
}
