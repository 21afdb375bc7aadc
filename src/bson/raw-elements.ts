import { BSON_TYPE, int32At, nameEnd, UNREADABLE, valueEnd } from './bson-types.js';
import { TextCache } from './text-cache.js';

/** An element in a document's bytes. */
export interface RawElement {
  readonly name: string;
  readonly type: number;
  /** Offset of the type byte. */
  readonly start: number;
  /** Start and end of the value. */
  readonly value: number;
  readonly end: number;
}

const names = new TextCache(true);

/** The elements of the document, object or array that starts at an offset. @throws UNREADABLE if it is malformed */
export function rawElements(bytes: Buffer, offset: number): readonly RawElement[] {
  const stop = offset + int32At(bytes, offset) - 1;
  if (!(stop >= offset + 4 && stop < bytes.length && bytes[stop] === 0)) throw UNREADABLE;
  const elements: RawElement[] = [];
  let at = offset + 4;
  while (at < stop) {
    const type = bytes[at] as number;
    const nameStop = nameEnd(bytes, at + 1);
    const value = nameStop + 1;
    const end = elementEnd(bytes, type, value);
    elements.push({ name: names.text(bytes, at + 1, nameStop), type, start: at, value, end });
    at = end;
  }
  if (at !== stop) throw UNREADABLE;
  return elements;
}

function elementEnd(bytes: Buffer, type: number, value: number): number {
  const end = valueEnd(bytes, type, value);
  // The closing zero byte of a text, an object or an array.
  if (type === BSON_TYPE.string || type === BSON_TYPE.object || type === BSON_TYPE.array) {
    if (bytes[end - 1] !== 0) throw UNREADABLE;
  }
  return end;
}

/** The elements by name; `undefined` if two of them share a name. */
export function byName(elements: readonly RawElement[]): ReadonlyMap<string, RawElement> | undefined {
  const fields = new Map<string, RawElement>();
  for (const element of elements) fields.set(element.name, element);
  return fields.size === elements.length ? fields : undefined;
}
