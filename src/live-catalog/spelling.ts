import { distance } from 'fastest-levenshtein';

/** So many first letters tell whether two words begin alike. */
const SAME_START = 3;

/** How near a word is to what was typed; smaller is nearer, the first difference decides. */
interface Nearness {
  /**
   * Letters left out, doubled, exchanged for another or swapped with the next. Where both begin alike, an ending is
   * free.
   */
  readonly slips: number;
  /** How many of the first three letters differ. */
  readonly otherStart: number;
  /** By how many letters one is longer. */
  readonly lengths: number;
}

/**
 * Slips that may be made in a word: one in a short word, two in a long one; words of one and two letters have too many
 * neighbors.
 */
export function slipsAllowed(word: string): number {
  if (word.length <= 2) return 0;
  return word.length <= 5 ? 1 : 2;
}

/**
 * The words that a misspelled word may mean: the nearest ones, several where they are equally near. A word and its
 * plural are equally near where only their lengths tell them apart.
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

/** `undefined` where there are more slips between the two than so many. */
function nearnessOf(word: string, candidate: string, most: number): Nearness | undefined {
  const start = sameStart(word, candidate);
  const lengths = Math.abs(candidate.length - word.length);
  const freeEnding = start === SAME_START && candidate.length > word.length;
  if (slipsAllowed(candidate) === 0) return undefined;
  // A swap of two letters is two steps of this distance.
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
 * Least number of letters to leave out, insert, exchange or swap with their neighbor ("optimal string alignment"). With
 * a free ending, what the candidate has beyond its nearest beginning does not count.
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
