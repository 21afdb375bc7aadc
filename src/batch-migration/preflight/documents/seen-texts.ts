import { textHash } from '../../../../packages/text-hash/text-hash.js';

/** The buckets double when this share of them is used. */
const FULL = 0.6;
const EMPTY = 0;

/**
 * Tells whether a text was seen before, for millions of texts: it stores 8 bytes of hash per text instead of the text.
 * Two different texts collide in their 53 bits of hash about once in 10,000 runs over a million texts.
 */
export class SeenTexts {
  private buckets = new Float64Array(1 << 12);
  private count = 0;

  /** Adds a text. @returns whether it was there before */
  add(text: string): boolean {
    if (this.count >= this.buckets.length * FULL) this.grow();
    return this.put(textHash(text) + 1);
  }

  private put(hash: number): boolean {
    const mask = this.buckets.length - 1;
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const kept = this.buckets[at];
      if (kept === hash) return true;
      if (kept !== EMPTY) continue;
      this.buckets[at] = hash;
      this.count++;
      return false;
    }
  }

  private grow(): void {
    const old = this.buckets;
    this.buckets = new Float64Array(old.length * 2);
    this.count = 0;
    for (const hash of old) if (hash !== EMPTY) this.put(hash);
  }
}
