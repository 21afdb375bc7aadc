import { createHash } from 'node:crypto';
import { BSON } from 'mongodb';
import { RestoreFailedError } from './backup-errors.js';
import { idBytes } from './snapshot-scan.js';

/** A document that the server changed while storing it. */
export interface InexactDocument {
  /** In extended JSON. */
  readonly _id: unknown;
  readonly reason: string;
}

/** The result of comparing the database with the backup. */
export interface Comparison {
  readonly documents: number;
  /** Hash of the bytes of all documents found, in `_id` order. */
  readonly sha256: string;
  readonly inexactCount: number;
  /** The first hundred of those. */
  readonly inexact: readonly InexactDocument[];
}

const LISTED = 100;
const EMPTY_TIMESTAMP = Buffer.alloc(8);

/** Compares documents byte for byte; both streams are in `_id` order. Throws on a missing or extra document. */
export async function compareDocuments(
  expected: AsyncIterable<Uint8Array>,
  found: AsyncIterable<Uint8Array>,
): Promise<Comparison> {
  const hash = createHash('sha256');
  const inexact: InexactDocument[] = [];
  const cursor = found[Symbol.asyncIterator]();
  let documents = 0;
  let inexactCount = 0;
  try {
    for await (const bytes of expected) {
      const next = await cursor.next();
      if (next.done === true) throw missing(bytes);
      documents += 1;
      hash.update(next.value);
      // The usual case: equal bytes imply an equal `_id`.
      if (Buffer.compare(bytes, next.value) === 0) continue;
      if (!idBytes(next.value).equals(idBytes(bytes))) throw missing(bytes);
      inexactCount += 1;
      if (inexact.length < LISTED) inexact.push(inexactDocument(bytes, next.value));
    }
    if ((await cursor.next()).done !== true)
      throw new RestoreFailedError(
        'The restored collection holds documents that the backup does not: something else wrote to it; restore again',
      );
  } finally {
    await cursor.return?.();
  }
  return { documents, sha256: hash.digest('hex'), inexactCount, inexact };
}

/** Describes a document that the server changed while storing it. */
export function inexactDocument(sent: Uint8Array, stored: Uint8Array): InexactDocument {
  return { _id: readableId(sent), reason: differenceOf(sent, stored) };
}

function missing(bytes: Uint8Array): RestoreFailedError {
  return new RestoreFailedError(
    'The document ' +
      (`${JSON.stringify(readableId(bytes))} of the backup is not in its place in the restored collection: ` +
        'something else wrote to it; restore again'),
  );
}

/**
 * The `_id` as extended JSON, read from its own bytes: the rest of the document may not be representable in JavaScript.
 */
export function readableId(document: Uint8Array): unknown {
  const id = idBytes(document);
  const alone = Buffer.alloc(id.length + 9);
  alone.writeInt32LE(alone.length, 0);
  id.copy(alone, 4, 0, 1);
  alone.write('_id\0', 5, 'latin1');
  id.copy(alone, 9, 1);
  return (BSON.EJSON.serialize(BSON.deserialize(alone, { validation: { utf8: false } })) as { _id: unknown })._id;
}

/** Which field the server changed and, if known, why. */
function differenceOf(sent: Uint8Array, stored: Uint8Array): string {
  const [before, after] = [topFields(sent), topFields(stored)];
  const at = before.findIndex(({ bytes }, position) => after[position]?.bytes.equals(bytes) !== true);
  const field = before[at];
  if (field === undefined) return 'the server added fields';
  if (field.type === BSON.BSONType.timestamp && field.value.equals(EMPTY_TIMESTAMP))
    return `${field.name} is an empty timestamp, which the server replaces with the current time on insert`;
  return `the server stored ${field.name} differently`;
}

function topFields(
  document: Uint8Array,
): { readonly name: string; readonly type: number; readonly value: Buffer; readonly bytes: Buffer }[] {
  return [...BSON.onDemand.parseToElements(document)].map(([type, nameOffset, nameLength, offset, length]) => ({
    name: Buffer.from(document.subarray(nameOffset, nameOffset + nameLength)).toString(),
    type,
    value: Buffer.from(document.subarray(offset, offset + length)),
    bytes: Buffer.from(document.subarray(nameOffset - 1, offset + length)),
  }));
}
