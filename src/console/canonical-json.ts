import { mongo } from 'mongoose';

import { messageOf } from '../errors/message-of.js';

/** Larger documents are not shown whole: their canonical form is several times their size. */
const LARGEST_SHOWN_BYTES = 1024 * 1024;

/** A document as canonical extended JSON, in which every value tells its BSON type. */
export interface ShownDocument {
  readonly bytes: number;
  /** `null` where it is too large or no BSON that can be decoded. */
  readonly document: unknown;
  /** Why `document` is `null`. */
  readonly problem: string | null;
}

/**
 * Shows a document's bytes: `1.5` and `"1.5"`, a double and a decimal, a date and its text stay apart. Of two fields
 * of one name the last is shown, and text that is not UTF-8 with U+FFFD in its place. Never throws.
 */
export function showDocument(bytes: Uint8Array): ShownDocument {
  if (bytes.length > LARGEST_SHOWN_BYTES) {
    const problem = `The document is larger than ${LARGEST_SHOWN_BYTES / 1024} kB; the export command writes it out`;
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
