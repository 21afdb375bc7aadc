/** Documents in one buffer, which can be handed to another thread without copying it again. */
export interface PackedDocuments {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly lengths: Uint32Array<ArrayBuffer>;
}

/** Copies documents into one buffer. */
export function pack(documents: readonly Uint8Array[]): PackedDocuments {
  const bytes = new Uint8Array(documents.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const document of documents) {
    bytes.set(document, at);
    at += document.length;
  }
  return { bytes, lengths: Uint32Array.from(documents, ({ length }) => length) };
}

/** The documents, as parts of the buffer. */
export function unpack({ bytes, lengths }: PackedDocuments): Uint8Array[] {
  let at = 0;
  return Array.from(lengths, (length) => bytes.subarray(at, (at += length)));
}

/** What to transfer along with packed documents. */
export function buffersOf({ bytes, lengths }: PackedDocuments): ArrayBuffer[] {
  return [bytes.buffer, lengths.buffer];
}
