import { textHash } from '../../packages/text-hash/text-hash.js';

/** A power of two. If two requests share a slot, the later one is remembered. */
const PLACES = 4_096;

/**
 * Remembers recent requests in a table of hashes. Only responses that are requested repeatedly are worth caching:
 * one-off responses would evict the others, and cost more in garbage collection than it takes to build them again.
 */
export class AskedBefore {
  private readonly hashes = new Float64Array(PLACES);

  /** Whether a request was made before; records it. */
  again(text: string): boolean {
    const hash = textHash(text);
    const place = hash % PLACES;
    const isKnown = this.hashes[place] === hash;
    this.hashes[place] = hash;
    return isKnown;
  }
}
