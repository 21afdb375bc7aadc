import { isUtf8 } from 'node:buffer';

/** Traits that only a document's bytes show, since decoding hides or changes them. */
export interface RawTraits {
  /** The bytes of the `_id` element, including its name; `undefined` if there is none. */
  readonly id: Uint8Array | undefined;
  /** An object has two fields with the same name; decoding keeps only the last. */
  readonly duplicateKeys: boolean;
  /** A field name looks like a whole number; decoding moves it to the front. */
  readonly integerKeys: boolean;
  /**
   * A field name that no update path can contain: it starts with `$`, has a dot, is empty or `__proto__`; or
   * `_bsontype`.
   */
  readonly oddKeys: boolean;
  /** A text is not valid UTF-8; decoding replaces the invalid bytes. */
  readonly invalidText: boolean;
  /** A value of a deprecated BSON type: undefined, symbol, DBPointer, code with scope. */
  readonly deprecatedTypes: boolean;
  /** Nesting depth of objects and arrays. */
  readonly depth: number;
}

const TYPE = {
  string: 0x02,
  object: 0x03,
  array: 0x04,
  binary: 0x05,
  regex: 0x0b,
  dbPointer: 0x0c,
  code: 0x0d,
  symbol: 0x0e,
  codeWithScope: 0x0f,
  undefined: 0x06,
} as const;

/** Sizes of the fixed-length types. https://bsonspec.org/spec.html */
const FIXED_SIZES: Readonly<Record<number, number>> = {
  0x01: 8,
  0x06: 0,
  0x07: 12,
  0x08: 1,
  0x09: 8,
  0x0a: 0,
  0x10: 4,
  0x11: 8,
  0x12: 8,
  0x13: 16,
  0xff: 0,
  0x7f: 0,
};
const DEPRECATED: readonly number[] = [TYPE.undefined, TYPE.dbPointer, TYPE.symbol, TYPE.codeWithScope];

/** Inspects the bytes of a document as the server returned them. */
export function inspectRaw(bytes: Uint8Array): RawTraits {
  return new RawWalk(bytes).traits();
}

class RawWalk {
  private readonly view: DataView;
  private id: Uint8Array | undefined;
  private duplicateKeys = false;
  private integerKeys = false;
  private oddKeys = false;
  private invalidText = false;
  private deprecatedTypes = false;
  private depth = 0;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  traits(): RawTraits {
    this.walk(0, false, 1);
    const { id, duplicateKeys, integerKeys, oddKeys, invalidText, deprecatedTypes, depth } = this;
    return { id, duplicateKeys, integerKeys, oddKeys, invalidText, deprecatedTypes, depth };
  }

  private walk(start: number, isArray: boolean, depth: number): void {
    this.depth = Math.max(this.depth, depth);
    const hashes = new Set<number>();
    let fields = 0;
    for (let at = start + 4; this.bytes[at] !== 0 && at < this.bytes.length;) {
      const type = this.bytes[at] ?? 0;
      const nameStart = at + 1;
      const nameEnd = this.endOfName(nameStart);
      if (!isArray) {
        hashes.add(this.key(nameStart, nameEnd));
        fields++;
      }
      const end = nameEnd + 1 + this.sizeOf(type, nameEnd + 1);
      if (depth === 1 && this.id === undefined && this.nameIs(nameStart, nameEnd, '_id'))
        this.id = this.bytes.subarray(at, end);
      this.value(type, nameEnd + 1, end, depth);
      at = end;
    }
    // Two different names may share a hash, so only then are the names themselves compared.
    if (hashes.size < fields && !this.duplicateKeys) this.duplicateKeys = new Set(this.names(start)).size < fields;
  }

  private value(type: number, start: number, end: number, depth: number): void {
    if (type === TYPE.object || type === TYPE.array) this.walk(start, type === TYPE.array, depth + 1);
    else if (type === TYPE.string) this.text(start + 4, end - 1);
    else if (DEPRECATED.includes(type)) this.deprecatedTypes = true;
  }

  private text(start: number, end: number): void {
    // Nearly all texts are ASCII, and a scan is cheaper than a validation.
    let at = start;
    while (at < end && (this.bytes[at] ?? 0) < 0x80) at++;
    if (at < end) this.invalidText ||= !isUtf8(this.bytes.subarray(start, end));
  }

  private sizeOf(type: number, at: number): number {
    const fixed = FIXED_SIZES[type];
    if (fixed !== undefined) return fixed;
    switch (type) {
      case TYPE.object:
      case TYPE.array:
      case TYPE.codeWithScope:
        return this.view.getInt32(at, true);
      case TYPE.string:
      case TYPE.code:
      case TYPE.symbol:
        return 4 + this.view.getInt32(at, true);
      case TYPE.binary:
        return 5 + this.view.getInt32(at, true);
      case TYPE.dbPointer:
        return 16 + this.view.getInt32(at, true);
      case TYPE.regex:
        return this.endOfName(this.endOfName(at) + 1) + 1 - at;
      default:
        throw new RangeError(`BSON type 0x${type.toString(16)} is not known`);
    }
  }

  /** Records a field name. @returns its hash */
  private key(start: number, end: number): number {
    let hash = 0;
    let digits = end > start;
    let odd = end === start || this.bytes[start] === 0x24;
    let ascii = true;
    for (let at = start; at < end; at++) {
      const byte = this.bytes[at] ?? 0;
      hash = (Math.imul(hash, 31) + byte) | 0;
      if (byte < 0x30 || byte > 0x39) digits = false;
      if (byte === 0x2e) odd = true;
      if (byte > 0x7f) ascii = false;
    }
    if (digits) this.integerKeys = true;
    if (odd || this.nameIs(start, end, '__proto__') || this.nameIs(start, end, '_bsontype')) this.oddKeys = true;
    if (!ascii && !isUtf8(this.bytes.subarray(start, end))) this.invalidText = true;
    return hash;
  }

  private *names(start: number): Generator<string> {
    for (let at = start + 4; this.bytes[at] !== 0 && at < this.bytes.length;) {
      const end = this.endOfName(at + 1);
      yield Buffer.from(this.bytes.subarray(at + 1, end)).toString('latin1');
      at = end + 1 + this.sizeOf(this.bytes[at] ?? 0, end + 1);
    }
  }

  private nameIs(start: number, end: number, name: string): boolean {
    if (end - start !== name.length) return false;
    for (let index = 0; index < name.length; index++)
      if (this.bytes[start + index] !== name.charCodeAt(index)) return false;
    return true;
  }

  private endOfName(start: number): number {
    const end = this.bytes.indexOf(0, start);
    if (end === -1) throw new RangeError('A field name has no end');
    return end;
  }
}
