import { mongo } from 'mongoose';

import { BSON_TYPE } from './bson-types.js';

const { BSON } = mongo;

/** How much room is made at once: many documents share one piece of memory, which costs less than one for each. */
const CHUNK_BYTES = 256 * 1024;
const LENGTH_BYTES = 4;
const MAX_INT32 = 2 ** 31 - 1;
/** Longer texts and pieces are left to Node: below, its call costs more than a loop. */
const MAX_LOOP_LENGTH = 32;
/** A UTF-16 unit takes no more than this in UTF-8. */
const MAX_BYTES_A_UNIT = 3;

/**
 * Puts BSON documents together from values and from bytes that are encoded already, one after the other. What is
 * finished stays as it is while further documents are written; not so with `overwrites`, where each document takes the
 * place of the last one: for bytes that are only looked at, it needs no memory anew.
 */
export class BsonWriter {
  private readonly overwrites: boolean;
  private buffer = Buffer.alloc(0);
  /** Where the present document begins, and where the next byte goes. */
  private begin = 0;
  private end = 0;

  constructor({ overwrites = false } = {}) {
    this.overwrites = overwrites;
  }

  /**
   * Begins a document, dropping what is left of one that was not finished. @param size about how many bytes are to be
   * expected
   */
  start(size: number): void {
    if (this.overwrites) this.begin = 0;
    this.end = this.begin;
    this.room(size);
  }

  /** A document, or what an array or an embedded document holds: `write` puts its elements. */
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
   * A decoded value, as the driver encodes it; fields that are `undefined` are left out. The frequent types are written
   * here, which is much faster; all others by the driver. @throws BSONError where the driver does
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

  /** The type and name of an element; its value has to follow. */
  name(type: number, name: string): void {
    this.byte(type);
    this.units(name);
    this.byte(0);
  }

  /** Bytes as they are. */
  bytes(bytes: Uint8Array): void {
    this.room(bytes.length);
    this.buffer.set(bytes, this.end);
    this.end += bytes.length;
  }

  /** A part of other bytes, as it is. */
  copy(source: Buffer, from: number, to: number): void {
    const length = to - from;
    this.room(length);
    const { buffer, end } = this;
    if (length > MAX_LOOP_LENGTH) source.copy(buffer, end, from, to);
    else for (let index = 0; index < length; index++) buffer[end + index] = source[from + index] as number;
    this.end = end + length;
  }

  /** How many bytes the present document has so far. */
  get length(): number {
    return this.end - this.begin;
  }

  /** What was written since `start`. */
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
    // The driver makes null of what is not there.
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

  /** The characters of a text in UTF-8. */
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

  /** Leaves room for the length of what begins here; returns where that is in the document, which may still move. */
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

  /** Makes sure that so many bytes fit. */
  private room(bytes: number): void {
    if (this.end + bytes <= this.buffer.length) return;
    const { length } = this;
    // The first guess at a document's size is taken at its word, since a document may have 16 MB.
    const larger = Buffer.allocUnsafe(Math.max(CHUNK_BYTES, length === 0 ? bytes : 2 * (length + bytes)));
    this.buffer.copy(larger, 0, this.begin, this.end);
    this.buffer = larger;
    this.begin = 0;
    this.end = length;
  }
}

/** Anything else is the driver's: it knows classes, and refuses an object with a field called `_bsontype`. */
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
