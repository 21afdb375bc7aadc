import type { mongo } from 'mongoose';

/** A reply of the server as the driver keeps it: the places of its documents in its bytes. */
interface Reply {
  readonly batch: {
    readonly bson: Uint8Array;
    readonly elements: readonly (readonly [
      type: number,
      name: number,
      nameLength: number,
      at: number,
      length: number,
    ])[];
  };
  /** How many of them were taken. */
  readonly iterated: number;
  /** Takes them all. */
  clear(): void;
}

/**
 * The documents of a cursor as bytes, all those of a reply together; closes the cursor. What the driver gives with
 * `raw` are the same bytes, but it takes each document apart into its fields first, and promises it by itself: that
 * costs more than all else about reading it. The replies are internal: the driver's version is pinned, and a test
 * compares the bytes.
 */
export async function* rawReplies(cursor: mongo.AbstractCursor<unknown>): AsyncGenerator<readonly Uint8Array[]> {
  try {
    while (await cursor.hasNext()) yield taken((cursor as unknown as { readonly documents: Reply }).documents);
  } finally {
    await cursor.close();
  }
}

function taken(reply: Reply): readonly Uint8Array[] {
  const { bson, elements } = reply.batch;
  const documents: Uint8Array[] = [];
  for (let index = reply.iterated; index < elements.length; index++) {
    const [, , , at, length] = elements[index] as Reply['batch']['elements'][number];
    documents.push(bson.subarray(at, at + length));
  }
  reply.clear();
  return documents;
}

/** All documents of a cursor as bytes. */
export async function rawDocuments(cursor: mongo.AbstractCursor<unknown>): Promise<readonly Uint8Array[]> {
  const documents: Uint8Array[] = [];
  for await (const reply of rawReplies(cursor)) for (const bytes of reply) documents.push(bytes);
  return documents;
}
