const SLOTS = 4_096;

/**
 * Decodes short texts, most of which occur in every document: field names, and words such as `USD`. A text seen for the
 * second time is cached, and from then on returned instead of a new string; caching names and slugs, which occur once,
 * would only waste memory. There is one slot per hash, so the cache never holds more than 4,096 texts. Only ASCII is
 * cached; Node decodes everything else, and turns invalid UTF-8 into U+FFFD.
 */
export class TextCache {
  private readonly texts: (string | undefined)[] = Array.from({ length: SLOTS }, () => undefined);
  /** The hash of the text last seen in each slot. */
  private readonly met = new Int32Array(SLOTS);

  /** @param asKeys whether the texts are field names, which the engine looks up faster by its own copy */
  constructor(private readonly asKeys: boolean) {}

  /** The text from `start` (inclusive) to `end` (exclusive). */
  text(bytes: Buffer, start: number, end: number): string {
    let hash = end - start;
    let bits = 0;
    for (let at = start; at < end; at++) {
      const byte = bytes[at] as number;
      bits |= byte;
      hash = (Math.imul(hash, 31) + byte) | 0;
    }
    if (bits > 0x7f) return bytes.toString(undefined, start, end);
    const slot = (hash ^ (hash >>> 12)) & (SLOTS - 1);
    const known = this.texts[slot];
    return known !== undefined && isSame(known, bytes, start, end)
      ? known
      : this.newText(bytes.toString(undefined, start, end), hash, slot);
  }

  private newText(text: string, hash: number, slot: number): string {
    if (this.met[slot] !== hash) {
      this.met[slot] = hash;
      return text;
    }
    return (this.texts[slot] = this.asKeys ? asKey(text) : text);
  }
}

function isSame(text: string, bytes: Buffer, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let at = start, index = 0; at < end; at++, index++) {
    if (text.charCodeAt(index) !== bytes[at]) return false;
  }
  return true;
}

/** The engine's own (interned) copy of a field name. */
function asKey(text: string): string {
  const [key = text] = Object.keys({ [text]: 0 });
  return key;
}
