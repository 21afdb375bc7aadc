/** Whether one of the texts has the word, whole and in any case: digits, `-` and `_` end a word, letters do not. */
export function hasWord(texts: readonly string[], word: string): boolean {
  const pattern = new RegExp(`(?<!\\p{L})(?:${word})(?!\\p{L})`, 'iu');
  return texts.some((text) => pattern.test(text));
}
