import { textHash } from '../../packages/text-hash/text-hash.js';

/** A power of two; of two requests that share a place, the later one is remembered. */
const PLACES = 4_096;

/**
 * Remembers what was asked lately, in a table of hashes. Only what is asked again is worth keeping: answers that are
 * asked for once would push out the others, and cost the garbage collector more than it takes to make them.
 */
export class AskedBefore {
  private readonly hashes = new Float64Array(PLACES);

  /** Whether something was asked before; from now on it was. */
  again(text: string): boolean {
    const hash = textHash(text);
    const place = hash % PLACES;
    const isKnown = this.hashes[place] === hash;
    this.hashes[place] = hash;
    return isKnown;
  }
}
