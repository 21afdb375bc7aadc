import { distance } from 'fastest-levenshtein';

/** How many first letters two words must share to count as starting alike. */
const SAME_START = 3;

/** How near a word is to what was typed. Smaller is nearer; the first difference decides. */
interface Nearness {
  /**
   * Letters missing, extra, replaced or swapped with the next. If both words start alike, a longer ending costs
   * nothing.
   */
  readonly slips: number;
  /** How many of the first three letters differ. */
  readonly otherStart: number;
  /** Difference in length. */
  readonly lengths: number;
}

/**
 * How many slips are allowed in a word: one in a short word, two in a long one. Words of one or two letters have too
 * many neighbors.
 */
export function slipsAllowed(word: string): number {
  if (word.length <= 2) return 0;
  return word.length <= 5 ? 1 : 2;
}

/**
 * The words that a misspelled word may mean: the nearest one, or several if they are equally near. A word and its
 * plural count as equally near if only their lengths differ.
 */
export function nearestWords(word: string, words: Iterable<string>): readonly string[] {
  let most = slipsAllowed(word);
  let found: { readonly candidate: string; readonly nearness: Nearness }[] = [];
  for (const candidate of words) {
    const nearness = nearnessOf(word, candidate, most);
    if (nearness === undefined) continue;
    if (nearness.slips < most) found = [];
    most = nearness.slips;
    found.push({ candidate, nearness });
  }
  const best = found.map(({ nearness }) => nearness).sort(compare)[0];
  const alike = found.filter(({ nearness }) => nearness.otherStart === best?.otherStart);
  const nearest = alike.filter(({ nearness }) => nearness.lengths === best?.lengths).map(({ candidate }) => candidate);
  return alike
    .map(({ candidate }) => candidate)
    .filter((candidate) => nearest.some((one) => one.startsWith(candidate) || candidate.startsWith(one)));
}

function compare(a: Nearness, b: Nearness): number {
  return a.slips - b.slips || a.otherStart - b.otherStart || a.lengths - b.lengths;
}

/** `undefined` if the words are more than `most` slips apart. */
function nearnessOf(word: string, candidate: string, most: number): Nearness | undefined {
  const start = sameStart(word, candidate);
  const lengths = Math.abs(candidate.length - word.length);
  const freeEnding = start === SAME_START && candidate.length > word.length;
  if (slipsAllowed(candidate) === 0) return undefined;
  // A swap of two letters counts as two steps in this distance.
  if (!freeEnding && (lengths > most || distance(word, candidate) > 2 * most)) return undefined;
  const slips = slipsBetween(word, candidate, freeEnding);
  return slips > most ? undefined : { slips, otherStart: SAME_START - start, lengths };
}

function sameStart(a: string, b: string): number {
  let same = 0;
  while (same < SAME_START && same < a.length && a.charCodeAt(same) === b.charCodeAt(same)) same++;
  return same;
}

/**
 * The minimum number of letters to delete, insert, replace or swap with their neighbor ("optimal string alignment").
 * With a free ending, the letters of the candidate beyond its best-matching prefix do not count.
 */
export function slipsBetween(word: string, candidate: string, freeEnding = false): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: candidate.length + 1 }, (_, at) => at);
  for (let row = 1; row <= word.length; row++) {
    const current = [row];
    for (let column = 1; column <= candidate.length; column++) {
      const same = word.charCodeAt(row - 1) === candidate.charCodeAt(column - 1);
      let slips = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const isSwapped =
        row > 1 &&
        column > 1 &&
        word.charCodeAt(row - 1) === candidate.charCodeAt(column - 2) &&
        word.charCodeAt(row - 2) === candidate.charCodeAt(column - 1);
      if (isSwapped) slips = Math.min(slips, (beforeLast[column - 2] ?? 0) + 1);
      current.push(slips);
    }
    [beforeLast, last] = [last, current];
  }
  return freeEnding ? Math.min(...last) : (last[candidate.length] ?? 0);
}
