/** A key in a JSON text, with its position. */
export interface JsonKey {
  readonly key: string;
  /** Dotted, with array positions: `pricing.tiers.0.from`. */
  readonly path: string;
  /** The object already has this key; `JSON.parse` would keep only the last one. */
  readonly isRepeated: boolean;
}

interface Frame {
  readonly path: string;
  /** `undefined` for an array. */
  readonly keys: Set<string> | undefined;
  /** The key or position of the next value. */
  at: string;
  expectsKey: boolean;
}

/**
 * Every key of a valid JSON text in order, including repeated ones. For a text that is not JSON it yields some keys.
 */
export function* jsonKeys(json: string): Generator<JsonKey> {
  const frames: Frame[] = [];
  for (const token of tokens(json)) {
    const frame = frames.at(-1);
    if (token === '{' || token === '[') {
      const path = frame === undefined ? '' : pathOf(frame);
      frames.push(
        token === '{'
          ? { path, keys: new Set(), at: '', expectsKey: true }
          : { path, keys: undefined, at: '0', expectsKey: false },
      );
    } else if (token === '}' || token === ']') {
      frames.pop();
    } else if (frame === undefined || token === ':') {
      continue;
    } else if (token === ',') {
      if (frame.keys === undefined) frame.at = String(Number(frame.at) + 1);
      else frame.expectsKey = true;
    } else if (frame.keys !== undefined && frame.expectsKey) {
      yield take(frame, frame.keys, keyOf(token));
    }
  }
}

const STRUCTURE = '{}[],:';

/**
 * Texts and the characters between values. Written by hand because a regular expression would overflow the stack on a
 * text of several megabytes.
 */
function* tokens(json: string): Generator<string> {
  for (let at = 0; at < json.length; at += 1) {
    const char = json.charAt(at);
    if (char === '"') {
      const end = endOfText(json, at);
      yield json.slice(at, end + 1);
      at = end;
    } else if (STRUCTURE.includes(char)) {
      yield char;
    }
  }
}

/** The position of a text's closing quote, given its opening one; the end of the JSON if there is none. */
function endOfText(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); end !== -1; end = json.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (json.charAt(end - 1 - backslashes) === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
  return json.length;
}

function take(frame: Frame, keys: Set<string>, key: string): JsonKey {
  frame.expectsKey = false;
  frame.at = key;
  const isRepeated = keys.has(key);
  keys.add(key);
  return { key, path: pathOf(frame), isRepeated };
}

function pathOf({ path, at }: Frame): string {
  return path === '' ? at : `${path}.${at}`;
}

/** Escapes can spell the same key differently: `"a"` and `"\u0061"`. */
function keyOf(token: string): string {
  if (!token.includes('\\')) return token.slice(1, -1);
  try {
    return String(JSON.parse(token));
  } catch {
    return token.slice(1, -1);
  }
}
