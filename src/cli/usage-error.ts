import { closest, distance } from 'fastest-levenshtein';

/** An invalid command line: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'BAD_USAGE';
}

/** Suggests the nearest known word if it is close enough. */
export function didYouMean(given: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  const nearest = closest(given, known);
  return distance(given, nearest) <= Math.max(2, nearest.length / 3) ? `; did you mean ${nearest}?` : '';
}
