import { mongo } from 'mongoose';

const { BSON } = mongo;

const TYPE = { string: 0x02, object: 0x03, array: 0x04, boolean: 0x08, int32: 0x10 } as const;
/** Puts a BSON document together from values and from bytes that are encoded already. */
export class BsonWriter {
  private buffer: Buffer;
  private length = 0;

  /** `size`: about how many bytes are to be expected. */
  constructor(size: number) {
    this.buffer = Buffer.allocUnsafe(size);
  }

  /** A document, or what an array or an embedded document holds: `write` puts its elements. */
  document(write: () => void): void {
    const start = this.room(4);
    this.length += 4;
    write();
    this.byte(0);
    this.buffer.writeInt32LE(this.length - start, start);
  }

  object(name: string, write: () => void): void {
    this.name(TYPE.object, name);
    this.document(write);
  }

  array(name: string, write: () => void): void {
    this.name(TYPE.array, name);
    this.document(write);
  }

  /** A decoded value. The frequent simple ones are written here, which is much faster; all others by the driver. */
  value(name: string, value: unknown): void {
    if (typeof value === 'boolean') {
      this.name(TYPE.boolean, name);
      this.byte(value ? 1 : 0);
    } else if (typeof value === 'number' && Number.isInteger(value) && (value | 0) === value && !Object.is(value, -0)) {
      this.name(TYPE.int32, name);
      const at = this.room(4);
      this.length = this.buffer.writeInt32LE(value, at);
    } else if (typeof value === 'string') {
      this.name(TYPE.string, name);
      const at = this.room(Buffer.byteLength(value) + 5);
      const bytes = this.buffer.write(value, at + 4);
      this.buffer.writeInt32LE(bytes + 1, at);
      this.buffer[at + 4 + bytes] = 0;
      this.length = at + 5 + bytes;
    } else {
      const bytes = BSON.serialize({ [name]: value }, { ignoreUndefined: false });
      this.bytes(bytes.subarray(4, -1));
    }
  }

  /** The type and name of an element; its value has to follow. */
  name(type: number, name: string): void {
    const at = this.room(Buffer.byteLength(name) + 2);
    this.buffer[at] = type;
    const end = at + 1 + this.buffer.write(name, at + 1);
    this.buffer[end] = 0;
    this.length = end + 1;
  }

  /** Bytes as they are. */
  bytes(bytes: Uint8Array): void {
    const at = this.room(bytes.length);
    this.buffer.set(bytes, at);
    this.length += bytes.length;
  }

  /** What was written. */
  finish(): Uint8Array {
    return this.buffer.subarray(0, this.length);
  }

  private byte(value: number): void {
    const at = this.room(1);
    this.buffer[at] = value;
    this.length += 1;
  }

  /** Makes sure that so many bytes fit; returns where they begin. */
  private room(bytes: number): number {
    if (this.length + bytes > this.buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(2 * this.buffer.length, this.length + bytes));
      this.buffer.copy(larger, 0, 0, this.length);
      this.buffer = larger;
    }
    return this.length;
  }
}
