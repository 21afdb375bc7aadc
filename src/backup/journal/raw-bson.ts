import { BSON } from 'mongodb';

const TERMINATOR = Buffer.alloc(1);
const LENGTH_BYTES = 4;

/** A field of a BSON document as bytes: without decoding, nothing changes. */
export interface RawElement {
  readonly type: number;
  /** One character per byte: a name need not be valid UTF-8. */
  readonly name: string;
  readonly value: Buffer;
  /** Type, name and value together. */
  readonly bytes: Buffer;
}

/** The fields of a document, in order. */
export function elementsOf(document: Uint8Array): RawElement[] {
  const bytes = Buffer.from(document.buffer, document.byteOffset, document.byteLength);
  return [...BSON.onDemand.parseToElements(bytes)].map(([type, nameOffset, nameLength, offset, length]) => ({
    type,
    name: bytes.toString('latin1', nameOffset, nameOffset + nameLength),
    value: bytes.subarray(offset, offset + length),
    bytes: bytes.subarray(nameOffset - 1, offset + length),
  }));
}

/** The bytes of a field. */
export function elementOf(type: number, name: string, value: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([type]), Buffer.from(name, 'latin1'), TERMINATOR, value]);
}

/** Builds a document from fields. */
export function documentOf(elements: readonly Uint8Array[]): Buffer {
  const length = elements.reduce((sum, { byteLength }) => sum + byteLength, LENGTH_BYTES + TERMINATOR.length);
  const prefix = Buffer.alloc(LENGTH_BYTES);
  prefix.writeInt32LE(length);
  return Buffer.concat([prefix, ...elements, TERMINATOR], length);
}

/**
 * A value that the driver encodes to the same bytes again. Objects become Maps, since a plain object would move keys
 * that look like numbers to the front. For values that can be an `_id`.
 */
export function decodeExactly(type: number, value: Buffer): unknown {
  if (type === BSON.BSONType.object)
    return new Map(
      elementsOf(value).map((element) => [
        Buffer.from(element.name, 'latin1').toString(),
        decodeExactly(element.type, element.value),
      ]),
    );
  const alone = documentOf([elementOf(type, 'v', value)]);
  return BSON.deserialize(alone, {
    promoteValues: false,
    promoteBuffers: false,
    bsonRegExp: true,
    validation: { utf8: false },
  })['v'];
}
