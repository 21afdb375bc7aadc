const MAX_ENTRIES = 2_000;
/** Longer texts are not cached: they would only use memory. */
const MAX_LENGTH = 200;

/**
 * A pure function of a few texts that caches its results. Products share few materials and stones, and matching them
 * against patterns is most of the mapping's cost. Bounded: at 2,000 results the cache is cleared.
 */
export function memoised<T>(compute: (texts: readonly string[]) => T): (texts: readonly string[]) => T {
  const results = new Map<string, T>();
  return (texts) => {
    const key = keyOf(texts);
    if (key.length > MAX_LENGTH) return compute(texts);
    const known = results.get(key);
    if (known !== undefined) return known;
    const result = compute(texts);
    if (results.size >= MAX_ENTRIES) results.clear();
    results.set(key, result);
    return result;
  };
}

/** One key for several texts: their lengths keep `['ab', 'c']` and `['a', 'bc']` apart. */
function keyOf(texts: readonly string[]): string {
  let key = '';
  for (const text of texts) key += `${text.length}:${text}`;
  return key;
}

/**
 * A pure function of one text, for texts of which there are few, such as the paths of a mapping. Keeps the first 2,000
 * results; those of further texts are computed each time.
 */
export function rememberedByText<T>(compute: (text: string) => T): (text: string) => T {
  const results = new Map<string, T>();
  return (text) => {
    const known = results.get(text);
    if (known !== undefined) return known;
    const result = compute(text);
    if (results.size < MAX_ENTRIES) results.set(text, result);
    return result;
  };
}
