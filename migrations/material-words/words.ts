/** A pattern for a whole word in any case: digits, `-` and `_` end a word, letters do not. */
export function wordPattern(word: string): RegExp {
  return new RegExp(`(?<!\\p{L})(?:${word})(?!\\p{L})`, 'iu');
}

/** Whether one of the texts has the word. */
export function hasWord(texts: readonly string[], pattern: RegExp): boolean {
  return texts.some((text) => pattern.test(text));
}

/** A text trimmed and in lower case. */
export function plainWord(value: unknown): string | undefined {
  return typeof value === 'string' ? value.trim().toLowerCase() : undefined;
}
