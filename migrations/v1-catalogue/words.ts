/** A pattern for a whole word in any case: digits, `-` and `_` end a word, letters do not. */
export function wordPattern(word: string): RegExp {
  return new RegExp(`(?<!\\p{L})(?:${word})(?!\\p{L})`, 'iu');
}

/** Whether one of the texts has the word. */
export function hasWord(texts: readonly string[], pattern: RegExp): boolean {
  return texts.some((text) => pattern.test(text));
}

/** Most texts of which an answer is kept; then all are forgotten. A catalogue has some dozens of material names. */
const MOST_KEPT = 2_000;
/** Longer texts are no names that come again. */
const LONGEST_KEPT = 100;

/** The same function of a text, which keeps its answers: millions of documents name the same few materials. */
export function remembered<T>(answer: (text: string) => T): (text: string) => T {
  const kept = new Map<string, T>();
  return (text) => {
    if (text.length > LONGEST_KEPT) return answer(text);
    const known = kept.get(text);
    if (known !== undefined || kept.has(text)) return known as T;
    const found = answer(text);
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(text, found);
    return found;
  };
}
