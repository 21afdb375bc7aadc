import { mongo } from 'mongoose';

const { BSON } = mongo;

/**
 * Decodes a whole document like every read of products: numbers are promoted, invalid UTF-8 becomes U+FFFD.
 * @throws BSONError
 */
export function decodeDocument(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  return BSON.deserialize(bytes, { validation: { utf8: false } });
}

/** Decodes a single value of the given BSON type, regardless of where it was cut from. @throws BSONError */
export function decodeValue(type: number, value: Uint8Array): unknown {
  const document = Buffer.allocUnsafe(value.length + NAME.length + 6);
  document.writeInt32LE(document.length, 0);
  document[4] = type;
  document.set(NAME, 5);
  document.set(value, 5 + NAME.length);
  document[document.length - 1] = 0;
  return decodeDocument(document)['v'];
}

const NAME = Buffer.from('v\0');
