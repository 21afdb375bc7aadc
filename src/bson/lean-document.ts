import { mongo } from 'mongoose';

import { BSON_TYPE, int32At, nameEnd, UNREADABLE, valueEnd } from './bson-types.js';
import { decodeDocument, decodeValue } from './decode-document.js';
import type { SelectedElements, SelectedField, Selection } from './selected-paths.js';
import { fieldNamed, isName, restrictObject, restrictTo } from './selected-paths.js';
import { TextCache } from './text-cache.js';

const { Decimal128, ObjectId } = mongo;

type Fields = Record<string, unknown>;

/**
 * Decodes only the selected paths of a document and skips everything else in its bytes. The result equals `restrictTo`
 * applied to the whole document as the driver decodes it, value by value, in the order of the fields. Skipped bytes are
 * not validated, so a document can be read even if the driver cannot decode it because of another field.
 * @throws BSONError where the driver would, because of a selected field or of the document itself
 */
export function decodePaths(bytes: Uint8Array, selection: Selection): Readonly<Record<string, unknown>> {
  try {
    return new LeanReader(bytes).document(selection);
  } catch (error) {
    return restrictTo(leftToDriver(error, bytes), selection) as Fields;
  }
}

/** Equivalent to `decodeDocument`, in half the time. @throws BSONError where the driver does */
export function decodeWhole(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    return new LeanReader(bytes).object(0, bytes.length) as Fields;
  } catch (error) {
    return leftToDriver(error, bytes);
  }
}

function leftToDriver(error: unknown, bytes: Uint8Array): Fields {
  if (error !== UNREADABLE) throw error;
  return decodeDocument(bytes);
}

/** Deeper objects are left to the driver, which does not recurse. MongoDB stores up to 100 levels. */
const MAX_DEPTH = 120;
/** Longer texts rarely occur twice, so they are not worth caching. */
const MAX_CACHED_LENGTH = 24;
const DOLLAR = 0x24;
const TWO_POW_32 = 2 ** 32;

const names = new TextCache(true);
const words = new TextCache(false);
const BSON_CLASS_FIELD = Buffer.from('_bsontype');

/** Reads one document from start to end. */
class LeanReader {
  private at = 4;
  private depth = 0;

  private readonly bytes: Buffer;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    // The closing zero byte also stops every search for the end of a name.
    if (bytes.length < 5 || int32At(bytes, 0) !== bytes.length || bytes[bytes.length - 1] !== 0) throw UNREADABLE;
  }

  document(selection: Selection): Fields {
    const fields = this.selected(selection, this.bytes.length, true);
    if (fields === undefined) throw UNREADABLE;
    return fields;
  }

  /**
   * The selected fields of the object whose elements come next; it ends before `end`. `undefined` if the driver might
   * not decode it as a plain object, but as a DBRef or a BSON class. At the top level, a class field has no such
   * meaning.
   */
  private selected({ byFirstByte }: Selection, end: number, isDocument: boolean): Fields | undefined {
    const { bytes } = this;
    const fields: Fields = {};
    let at = this.at;
    for (let type = bytes[at++] as number; type !== 0; type = bytes[at++] as number) {
      const start = at;
      while (bytes[at] !== 0) at++;
      const candidates = byFirstByte[bytes[start] as number];
      const field = candidates === undefined ? undefined : fieldNamed(candidates, bytes, start, at);
      if (field !== undefined) {
        this.at = at + 1;
        put(fields, field.name, this.selectedValue(field, type));
        at = this.at;
      } else if (bytes[start] === DOLLAR || (!isDocument && isName(BSON_CLASS_FIELD, bytes, start, at)))
        return undefined;
      else at = valueEnd(bytes, type, at + 1);
    }
    if (at !== end) throw UNREADABLE;
    this.at = at;
    return fields;
  }

  private selectedValue(field: SelectedField, type: number): unknown {
    const start = this.at;
    if (field.firstElementOnly && type === BSON_TYPE.array) return this.firstElement(start);
    if (field.elements !== null && type === BSON_TYPE.array) return this.selectedElements(start, field.elements);
    return field.inside === null || type !== BSON_TYPE.object ? this.value(type) : this.selectedObject(field.inside);
  }

  /** The selected fields of the object that comes next; if it is not a plain object, what the driver makes of it. */
  private selectedObject(selection: Selection): unknown {
    const start = this.at;
    const end = valueEnd(this.bytes, BSON_TYPE.object, start);
    this.at += 4;
    const fields = this.selected(selection, end, false);
    if (fields !== undefined) return fields;
    this.at = end;
    return restrictObject(decodeValue(BSON_TYPE.object, this.bytes.subarray(start, end)), selection);
  }

  private selectedElements(start: number, { fields, firstWhole }: SelectedElements): readonly unknown[] {
    const end = valueEnd(this.bytes, BSON_TYPE.array, start);
    this.at = start + 4;
    const items: unknown[] = [];
    for (let type = this.nextType(end); type !== 0; type = this.nextType(end)) {
      this.at = nameEnd(this.bytes, this.at) + 1;
      const isWhole = type !== BSON_TYPE.object || (firstWhole && items.length === 0);
      items.push(isWhole ? this.value(type) : this.selectedObject(fields));
    }
    return items;
  }

  private firstElement(start: number): readonly unknown[] {
    const end = valueEnd(this.bytes, BSON_TYPE.array, start);
    this.at = start + 4;
    const items: unknown[] = [];
    const type = this.nextType(end);
    if (type !== 0) {
      this.at = nameEnd(this.bytes, this.at) + 1;
      items.push(this.value(type));
    }
    if (this.at > end) throw UNREADABLE;
    this.at = end;
    return items;
  }

  /** The type of the next element of an object; 0 at its end. */
  private nextType(end: number): number {
    const type = this.bytes[this.at++] as number;
    if ((type === 0) !== (this.at === end)) throw UNREADABLE;
    return type;
  }

  private value(type: number): unknown {
    const { bytes, at } = this;
    const end = valueEnd(bytes, type, at);
    this.at = end;
    switch (type) {
      case BSON_TYPE.string:
        return this.text(at + 4, end - 1);
      case BSON_TYPE.double:
        return bytes.readDoubleLE(at);
      case BSON_TYPE.int32:
        return int32At(bytes, at);
      case BSON_TYPE.boolean:
        return this.boolean(at);
      case BSON_TYPE.object:
        return this.object(at, end);
      case BSON_TYPE.array:
        return this.array(at, end);
      case BSON_TYPE.date:
        return new Date(this.long(at));
      case BSON_TYPE.null:
        return null;
      case BSON_TYPE.undefined:
        return undefined;
      case BSON_TYPE.objectId:
        return new ObjectId(bytes.subarray(at, end));
      case BSON_TYPE.decimal128:
        return new Decimal128(Uint8Array.prototype.slice.call(bytes, at, end));
      case BSON_TYPE.long:
        return this.promotedLong(at, end);
      default:
        return decodeValue(type, bytes.subarray(at, end));
    }
  }

  private text(start: number, end: number): string {
    const { bytes } = this;
    if (bytes[end] !== 0) throw UNREADABLE;
    return end - start > MAX_CACHED_LENGTH ? bytes.toString(undefined, start, end) : words.text(bytes, start, end);
  }

  private boolean(at: number): boolean {
    const byte = this.bytes[at];
    if (byte !== 0 && byte !== 1) throw UNREADABLE;
    return byte === 1;
  }

  /** A 64-bit integer as a number, exact up to 2 ** 53. */
  private long(at: number): number {
    return int32At(this.bytes, at + 4) * TWO_POW_32 + (int32At(this.bytes, at) >>> 0);
  }

  private promotedLong(at: number, end: number): unknown {
    const value = this.long(at);
    return Number.isSafeInteger(value) ? value : decodeValue(BSON_TYPE.long, this.bytes.subarray(at, end));
  }

  object(start: number, end: number): unknown {
    const { bytes } = this;
    const fields: Fields = {};
    this.enter(start);
    for (let type = this.nextType(end); type !== 0; type = this.nextType(end)) {
      const nameStart = this.at;
      const stop = nameEnd(bytes, nameStart);
      this.at = stop + 1;
      if (bytes[nameStart] === DOLLAR) return this.byDriver(BSON_TYPE.object, start, end);
      put(fields, names.text(bytes, nameStart, stop), this.value(type));
    }
    this.depth--;
    return fields;
  }

  private array(start: number, end: number): unknown {
    const items: unknown[] = [];
    this.enter(start);
    for (let type = this.nextType(end); type !== 0; type = this.nextType(end)) {
      // The driver numbers the elements itself, whatever their stored names.
      this.at = nameEnd(this.bytes, this.at) + 1;
      items.push(this.value(type));
    }
    this.depth--;
    return items;
  }

  private enter(start: number): void {
    this.at = start + 4;
    this.depth++;
    if (this.depth > MAX_DEPTH) throw UNREADABLE;
  }

  /** A field called `$ref` may turn an object into a DBRef. */
  private byDriver(type: number, start: number, end: number): unknown {
    this.depth--;
    this.at = end;
    return decodeValue(type, this.bytes.subarray(start, end));
  }
}

/** Defines a field called `__proto__` as an own field, like the driver. */
function put(fields: Fields, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(fields, name, { value, writable: true, enumerable: true, configurable: true });
  else fields[name] = value;
}
