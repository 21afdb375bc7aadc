import { distance } from 'fastest-levenshtein';

/** The maximum length of a bad value quoted in an error, in characters. */
const LONGEST_SHOWN = 80;
/** The maximum length of a word that is compared with the known ones. */
const LONGEST_WORD = 64;

/** A bad value as quoted in an error: text is truncated, objects become JSON. */
export function shownValue(value: unknown): unknown {
  if (typeof value === 'string') return cut(value);
  return typeof value === 'object' && value !== null ? cut(JSON.stringify(value)) : value;
}

/** The end of a sentence that suggests the known word closest to an unknown one; empty if none is close. */
export function didYouMean(word: string, known: readonly string[]): string {
  const given = word.slice(0, LONGEST_WORD).toLowerCase();
  const best = known
    .map((one) => ({ one, slips: distance(given, one.toLowerCase()) }))
    .sort((a, b) => a.slips - b.slips)[0];
  return best !== undefined && best.slips <= Math.max(2, Math.floor(best.one.length / 2))
    ? `; did you mean \`${best.one}\`?`
    : '';
}

/** A hint for a number or boolean that was sent as text. */
export function quoteHint(value: unknown): string {
  const isQuoted =
    typeof value === 'string' &&
    (/^(?:true|false)$/.test(value) || (value.trim() !== '' && Number.isFinite(Number(value))));
  return isQuoted ? '; send it without quotes' : '';
}

function cut(text: string): string {
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}
