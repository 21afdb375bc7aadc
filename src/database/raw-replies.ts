import type { mongo } from 'mongoose';

/** A server reply as the driver stores it: its bytes, and the position of each document in them. */
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
  /** How many documents have been consumed. */
  readonly iterated: number;
  /** Marks all of them as consumed. */
  clear(): void;
}

/** The parts of a cursor that are internal to the driver. */
interface Internals {
  readonly documents: Reply;
  readonly cursorOptions: { raw?: boolean };
}

/**
 * The documents of a cursor as BSON bytes, one array per server reply; closes the cursor. A cursor with the driver's
 * `raw` option returns the same bytes, but it first parses each document into its fields and awaits it separately,
 * which costs more than the rest of the reading. The option is set all the same: without it, the driver decodes every
 * reply for the events of command monitoring (42 instead of 5 µs of CPU time per product). All this is internal to the
 * driver, so its version is pinned and a test compares the bytes.
 */
export async function* rawReplies(cursor: mongo.AbstractCursor<unknown>): AsyncGenerator<readonly Uint8Array[]> {
  const internals = cursor as unknown as Internals;
  internals.cursorOptions.raw = true;
  try {
    while (await cursor.hasNext()) yield taken(internals.documents);
  } finally {
    await cursor.close();
  }
}

/** Larger replies are not held two at a time. */
const LARGE_REPLY_BYTES = 8 * 1_048_576;

/**
 * Like `rawReplies`, for consumers that read to the end: the next reply is fetched while one is used, unless it is
 * large.
 */
export async function* rawRepliesAhead(cursor: mongo.AbstractCursor<unknown>): AsyncGenerator<readonly Uint8Array[]> {
  const replies = rawReplies(cursor);
  try {
    let reply = await replies.next();
    while (reply.done !== true) {
      const next = sizeOf(reply.value) > LARGE_REPLY_BYTES ? undefined : replies.next();
      next?.catch(() => undefined); // awaited below
      yield reply.value;
      reply = await (next ?? replies.next());
    }
  } finally {
    await replies.return(undefined);
  }
}

function sizeOf(documents: readonly Uint8Array[]): number {
  return documents.reduce((sum, { length }) => sum + length, 0);
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
