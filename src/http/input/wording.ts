import { distance } from 'fastest-levenshtein';

/** Longest part of a bad value that an error repeats, in characters. */
const LONGEST_SHOWN = 80;
/** Longest word that is compared with the known ones. */
const LONGEST_WORD = 64;

/** A bad value as an error repeats it: text is cut, objects become JSON text. */
export function shownValue(value: unknown): unknown {
  if (typeof value === 'string') return cut(value);
  return typeof value === 'object' && value !== null ? cut(JSON.stringify(value)) : value;
}

/** The end of a sentence that names the known word nearest to an unknown one; empty if none is near. */
export function didYouMean(word: string, known: readonly string[]): string {
  const given = word.slice(0, LONGEST_WORD).toLowerCase();
  const best = known
    .map((one) => ({ one, slips: distance(given, one.toLowerCase()) }))
    .sort((a, b) => a.slips - b.slips)[0];
  return best !== undefined && best.slips <= Math.max(2, Math.floor(best.one.length / 2))
    ? `; did you mean \`${best.one}\`?`
    : '';
}

/** What to do about a number or a truth value that was sent as text. */
export function quoteHint(value: unknown): string {
  const isQuoted =
    typeof value === 'string' &&
    (/^(?:true|false)$/.test(value) || (value.trim() !== '' && Number.isFinite(Number(value))));
  return isQuoted ? '; send it without quotes' : '';
}

function cut(text: string): string {
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}
