import { mongo } from 'mongoose';

import { BSON_TYPE } from './bson-types.js';

const { BSON } = mongo;

/** Allocation size: many documents share one buffer, which is cheaper than one for each. */
const CHUNK_BYTES = 256 * 1024;
const LENGTH_BYTES = 4;
const MAX_INT32 = 2 ** 31 - 1;
/** Longer texts and pieces are left to Node; below this length a loop is faster than the call. */
const MAX_LOOP_LENGTH = 32;
/** A UTF-16 unit takes at most this many bytes in UTF-8. */
const MAX_BYTES_A_UNIT = 3;

/**
 * Writes BSON documents from values and from bytes that are already encoded, one after another. Finished documents stay
 * valid while further ones are written. With `overwrites`, each document replaces the previous one in memory: for bytes
 * that are only inspected, this avoids new allocations.
 */
export class BsonWriter {
  private readonly overwrites: boolean;
  private buffer = Buffer.alloc(0);
  /** Start of the current document, and position of the next byte. */
  private begin = 0;
  private end = 0;

  constructor({ overwrites = false } = {}) {
    this.overwrites = overwrites;
  }

  /**
   * Starts a document and drops an unfinished one.
   * @param size the approximate number of bytes to expect
   */
  start(size: number): void {
    if (this.overwrites) this.begin = 0;
    this.end = this.begin;
    this.room(size);
  }

  /** Writes a document, or the content of an array or embedded document; `write` adds its elements. */
  document(write: () => void): void {
    const start = this.open();
    write();
    this.close(start);
  }

  object(name: string, write: () => void): void {
    this.name(BSON_TYPE.object, name);
    this.document(write);
  }

  array(name: string, write: () => void): void {
    this.name(BSON_TYPE.array, name);
    this.document(write);
  }

  /**
   * Writes a decoded value as the driver encodes it; `undefined` fields are omitted. Frequent types are written here,
   * which is much faster; all others by the driver.
   * @throws BSONError where the driver does
   */
  value(name: string, value: unknown): void {
    if (typeof value === 'string') this.text(name, value);
    else if (typeof value === 'number') this.number(name, value);
    else if (typeof value === 'boolean') {
      this.name(BSON_TYPE.boolean, name);
      this.byte(value ? 1 : 0);
    } else if (value === null) this.name(BSON_TYPE.null, name);
    else if (Array.isArray(value)) this.items(name, value);
    else if (isPlain(value)) this.fields(name, value);
    else this.bytes(BSON.serialize({ [name]: value }, { ignoreUndefined: false }).subarray(4, -1));
  }

  /** Writes the type and name of an element; its value must follow. */
  name(type: number, name: string): void {
    this.byte(type);
    this.units(name);
    this.byte(0);
  }

  /** Writes bytes unchanged. */
  bytes(bytes: Uint8Array): void {
    this.room(bytes.length);
    this.buffer.set(bytes, this.end);
    this.end += bytes.length;
  }

  /** Writes a part of other bytes unchanged. */
  copy(source: Buffer, from: number, to: number): void {
    const length = to - from;
    this.room(length);
    const { buffer, end } = this;
    if (length > MAX_LOOP_LENGTH) source.copy(buffer, end, from, to);
    else for (let index = 0; index < length; index++) buffer[end + index] = source[from + index] as number;
    this.end = end + length;
  }

  /** Number of bytes of the current document so far. */
  get length(): number {
    return this.end - this.begin;
  }

  /** Returns what was written since `start`. */
  finish(): Uint8Array {
    const document = this.buffer.subarray(this.begin, this.end);
    this.begin = this.end;
    return document;
  }

  private text(name: string, value: string): void {
    this.name(BSON_TYPE.string, name);
    const start = this.open();
    this.units(value);
    this.byte(0);
    this.setLength(start, this.length - start - LENGTH_BYTES);
  }

  private number(name: string, value: number): void {
    const isInt32 = Number.isInteger(value) && value <= MAX_INT32 && value >= -MAX_INT32 - 1 && !Object.is(value, -0);
    this.name(isInt32 ? BSON_TYPE.int32 : BSON_TYPE.double, name);
    this.room(8);
    if (isInt32) setInt32(this.buffer, this.end, value);
    else this.buffer.writeDoubleLE(value, this.end);
    this.end += isInt32 ? 4 : 8;
  }

  private items(name: string, items: readonly unknown[]): void {
    this.name(BSON_TYPE.array, name);
    const start = this.open();
    // The driver writes null for missing items.
    for (let index = 0; index < items.length; index++) this.value(String(index), items[index] ?? null);
    this.close(start);
  }

  private fields(name: string, fields: Readonly<Record<string, unknown>>): void {
    this.name(BSON_TYPE.object, name);
    const start = this.open();
    for (const key of Object.keys(fields)) {
      if (key.includes('\0')) throw new BSON.BSONError(`A field name may not have a zero byte: ${JSON.stringify(key)}`);
      if (fields[key] !== undefined) this.value(key, fields[key]);
    }
    this.close(start);
  }

  /** Writes the characters of a text in UTF-8. */
  private units(text: string): void {
    this.room(text.length * MAX_BYTES_A_UNIT);
    const { buffer } = this;
    let at = this.end;
    if (text.length <= MAX_LOOP_LENGTH) {
      for (let index = 0; index < text.length; index++) {
        const unit = text.charCodeAt(index);
        if (unit > 0x7f) {
          at = this.end + buffer.write(text, this.end);
          break;
        }
        buffer[at++] = unit;
      }
      this.end = at;
    } else this.end = at + buffer.write(text, at);
  }

  /**
   * Reserves space for the length of what starts here. Returns its position relative to the document, which may still
   * move.
   */
  private open(): number {
    this.room(LENGTH_BYTES);
    const start = this.length;
    this.end += LENGTH_BYTES;
    return start;
  }

  private close(start: number): void {
    this.byte(0);
    this.setLength(start, this.length - start);
  }

  private setLength(start: number, length: number): void {
    setInt32(this.buffer, this.begin + start, length);
  }

  private byte(value: number): void {
    this.room(1);
    this.buffer[this.end++] = value;
  }

  /** Ensures that this many bytes fit. */
  private room(bytes: number): void {
    if (this.end + bytes <= this.buffer.length) return;
    const { length } = this;
    // The first estimate of a document's size is used as it is, since a document may have 16 MB.
    const larger = Buffer.allocUnsafe(Math.max(CHUNK_BYTES, length === 0 ? bytes : 2 * (length + bytes)));
    this.buffer.copy(larger, 0, this.begin, this.end);
    this.buffer = larger;
    this.begin = 0;
    this.end = length;
  }
}

/** Anything else is left to the driver, which knows classes and refuses an object with a field called `_bsontype`. */
function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype &&
    !Object.hasOwn(value, '_bsontype')
  );
}

function setInt32(buffer: Buffer, at: number, value: number): void {
  buffer[at] = value;
  buffer[at + 1] = value >>> 8;
  buffer[at + 2] = value >>> 16;
  buffer[at + 3] = value >>> 24;
}
