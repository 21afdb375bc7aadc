import type { Columns } from './columns.js';
import { nearestWords } from './spelling.js';
import { tokenize, wordFit } from './search-text.js';

/** Further words of a query are ignored. */
const MAX_WORDS = 12;

/**
 * A full-text query, ready to score rows. A product matches if every word of the query fits one of its words; its score
 * is the sum of the best fits. The score depends only on the product and the query, so a migration does not change it,
 * and a cursor stays valid while other products come and go.
 */
export class TextSearch {
  /** For each searched word, the fit of every token of the index. */
  private readonly fits: readonly Uint8Array[];
  /** The query as it was understood, if a word had to be corrected. */
  readonly corrected: string | undefined;

  private readonly scores: Uint32Array;
  private readonly known: Uint8Array;

  constructor(
    private readonly columns: Columns,
    query: string,
  ) {
    this.scores = new Uint32Array(columns.length);
    this.known = new Uint8Array(columns.length);
    const words = tokenize(query).slice(0, MAX_WORDS);
    const understood = words.map((word) => understand(columns, word));
    this.fits = understood.map(({ fits }) => fits);
    this.corrected = understood.some(({ spelling }, index) => spelling !== words[index])
      ? understood.map(({ spelling }) => spelling).join(' ')
      : undefined;
  }

  /**
   * The score of a row, 0 if a word of the query fits none of its words. Cached, because a listing asks several times.
   */
  score(row: number): number {
    if (this.known[row] !== 1) {
      this.known[row] = 1;
      this.scores[row] = this.reckon(this.columns.search.of(row));
    }
    return this.scores[row] ?? 0;
  }

  private reckon(entries: Uint32Array): number {
    let sum = 0;
    for (const fits of this.fits) {
      let best = 0;
      for (let at = 0; at < entries.length; at++) {
        const entry = entries[at] ?? 0;
        const score = (fits[entry >>> 4] ?? 0) * (entry & 15);
        if (score > best) best = score;
      }
      if (best === 0) return 0;
      sum += best;
    }
    return sum;
  }
}

/**
 * The tokens that a searched word means: those it equals or is a prefix of, otherwise (a misspelling) the nearest ones.
 */
function understand(columns: Columns, word: string): { readonly fits: Uint8Array; readonly spelling: string } {
  const fits = new Uint8Array(columns.tokens.size);
  let found = false;
  for (const [token, code] of columns.tokens.entries()) {
    if ((columns.tokenUses[code] ?? 0) === 0) continue;
    const fit = wordFit(word, token);
    fits[code] = fit;
    found ||= fit > 0;
  }
  return found ? { fits, spelling: word } : correct(columns, word, fits);
}

/** The nearest words that some product has, treated as if they had been typed. */
function correct(
  columns: Columns,
  word: string,
  fits: Uint8Array,
): { readonly fits: Uint8Array; readonly spelling: string } {
  const nearest = nearestWords(word, usedTokens(columns));
  for (const [token, code] of columns.tokens.entries()) {
    if ((columns.tokenUses[code] ?? 0) > 0) fits[code] = Math.max(0, ...nearest.map((one) => wordFit(one, token)));
  }
  // Of several equally near words, the first in sort order is shown, so the answer does not depend on insertion order.
  return { fits, spelling: nearest.toSorted()[0] ?? word };
}

function* usedTokens({ tokens, tokenUses }: Columns): Generator<string> {
  for (const [token, code] of tokens.entries()) if ((tokenUses[code] ?? 0) > 0) yield token;
}
