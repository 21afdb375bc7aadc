import { createRequire } from 'node:module';

/** The driver's list of documents that are encoded already; it sends them as they are. */
interface Sequence {
  push(document: object, bytes: Uint8Array): number;
}

/**
 * The driver offers no public way to write bytes, and encoding a decoded document changes some: two fields of one name,
 * text that is not UTF-8, a field called `_bsontype`. Inside, it sends inserts and updates as a sequence of encoded
 * documents, and takes such a sequence from a command as well. The class is internal: the driver's version is pinned,
 * and tests write odd documents and compare every byte.
 */
const { DocumentSequence } = createRequire(import.meta.url)('mongodb/lib/cmap/commands.js') as {
  readonly DocumentSequence: new (field: string) => Sequence;
};

/** Encoded documents as a part of a command (`documents` of an `insert`, `updates` of an `update`). */
export function documentSequence(field: 'documents' | 'updates', documents: readonly Uint8Array[]): object {
  const sequence = new DocumentSequence(field);
  // The values stand in for the documents where commands are monitored; the bytes are what is sent.
  for (const bytes of documents) sequence.push({}, bytes);
  return sequence;
}
