import { createRequire } from 'node:module';

/** The driver's list of already encoded documents, which it sends unchanged. */
interface Sequence {
  push(document: object, bytes: Uint8Array): number;
}

/**
 * The driver has no public way to write bytes, and encoding a decoded document changes some: two fields of the same
 * name, text that is not UTF-8, a field called `_bsontype`. Internally, it sends inserts and updates as a sequence of
 * encoded documents, and accepts such a sequence in a command. The class is internal, so the driver's version is
 * pinned, and tests write odd documents and compare every byte.
 */
const { DocumentSequence } = createRequire(import.meta.url)('mongodb/lib/cmap/commands.js') as {
  readonly DocumentSequence: new (field: string) => Sequence;
};

/** Encoded documents as part of a command (`documents` of an `insert`, `updates` of an `update`). */
export function documentSequence(field: 'documents' | 'updates', documents: readonly Uint8Array[]): object {
  const sequence = new DocumentSequence(field);
  // The empty objects stand in for the documents in command monitoring; the bytes are what is sent.
  for (const bytes of documents) sequence.push({}, bytes);
  return sequence;
}
