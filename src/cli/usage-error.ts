import { closest, distance } from 'fastest-levenshtein';

/** A command line that can't be understood: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'BAD_USAGE';
}

/** Names the nearest known word, where one is near enough to be what was meant. */
export function didYouMean(given: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  const nearest = closest(given, known);
  return distance(given, nearest) <= Math.max(2, nearest.length / 3) ? `; did you mean ${nearest}?` : '';
}
