/** A case-insensitive pattern for a whole word: digits, `-` and `_` end a word, letters do not. */
export function wordPattern(word: string): RegExp {
  return new RegExp(`(?<!\\p{L})(?:${word})(?!\\p{L})`, 'iu');
}

/** Whether any of the texts contains the word. */
export function hasWord(texts: readonly string[], pattern: RegExp): boolean {
  return texts.some((text) => pattern.test(text));
}

/** A text, trimmed and in lower case. */
export function plainWord(value: unknown): string | undefined {
  return typeof value === 'string' ? value.trim().toLowerCase() : undefined;
}
