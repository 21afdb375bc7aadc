import { mongo } from 'mongoose';

import { messageOf } from '../errors/message-of.js';

/** Larger documents are not shown: their canonical form is several times their size. */
const LARGEST_SHOWN_BYTES = 1024 * 1024;

/** A document as canonical extended JSON, which states every value's BSON type. */
export interface ShownDocument {
  readonly bytes: number;
  /** `null` if it is too large or cannot be decoded as BSON. */
  readonly document: unknown;
  /** Why `document` is `null`. */
  readonly problem: string | null;
}

/**
 * Converts a document's bytes: `1.5` and `"1.5"`, a double and a decimal, a date and its text remain distinct. Of
 * duplicate fields, the last one is shown; invalid UTF-8 becomes U+FFFD. Never throws.
 */
export function showDocument(bytes: Uint8Array): ShownDocument {
  if (bytes.length > LARGEST_SHOWN_BYTES) {
    const problem = `The document is larger than ${LARGEST_SHOWN_BYTES / 1024} kB; use the export command to see it`;
    return { bytes: bytes.length, document: null, problem };
  }
  try {
    const document = mongo.BSON.deserialize(bytes, {
      promoteValues: false,
      promoteBuffers: false,
      bsonRegExp: true,
      validation: { utf8: false },
    });
    const text = mongo.BSON.EJSON.stringify(document, { relaxed: false });
    return { bytes: bytes.length, document: JSON.parse(text) as unknown, problem: null };
  } catch (error) {
    return { bytes: bytes.length, document: null, problem: `The BSON cannot be decoded: ${messageOf(error)}` };
  }
}
