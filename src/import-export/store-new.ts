import { BSON, type Collection, type Document, MongoBulkWriteError, MongoServerError } from 'mongodb';

import { messageOf } from '../errors/message-of.js';
import type { DocumentText } from './json-documents.js';

/** A document to store, and its origin. */
export interface PendingDocument {
  readonly document: Document;
  readonly source: DocumentText;
}

/** The result of a batch. */
export interface BatchOutcome {
  readonly stored: readonly PendingDocument[];
  /** Documents whose `_id` already exists. */
  readonly duplicates: number;
  readonly refused: readonly { readonly source: DocumentText; readonly problem: string }[];
}

const DUPLICATE_KEY = 11_000;

/** Server errors caused by a document; all others (privileges, network, elections) are not its fault. */
const CONTENT_CODES: ReadonlySet<unknown> = new Set([2, 9, 14, 15, 22, 52, 55, 57, 10_334, 17_419, 17_420]);

/**
 * Inserts documents with new ids and leaves stored ones alone. If a document makes its whole batch fail (too deep, a
 * key with a zero byte, ...), the batch is halved until the document is isolated.
 */
export async function storeNew(collection: Collection, batch: readonly PendingDocument[]): Promise<BatchOutcome> {
  try {
    await collection.insertMany(
      batch.map(({ document }) => document),
      { ordered: false, writeConcern: { w: 'majority' } },
    );
    return { stored: batch, duplicates: 0, refused: [] };
  } catch (error) {
    if (
      error instanceof MongoBulkWriteError &&
      error.result.getWriteConcernError() === undefined &&
      error.result.hasWriteErrors()
    ) {
      return sorted(error, batch);
    }
    if (!isAboutContent(error)) throw error;
    const [first] = batch;
    if (batch.length === 1 && first !== undefined)
      return { stored: [], duplicates: 0, refused: [{ source: first.source, problem: messageOf(error) }] };
    const middle = Math.ceil(batch.length / 2);
    const left = await storeNew(collection, batch.slice(0, middle));
    const right = await storeNew(collection, batch.slice(middle));
    return {
      stored: [...left.stored, ...right.stored],
      duplicates: left.duplicates + right.duplicates,
      refused: [...left.refused, ...right.refused],
    };
  }
}

function sorted(error: MongoBulkWriteError, batch: readonly PendingDocument[]): BatchOutcome {
  const refused: BatchOutcome['refused'][number][] = [];
  let duplicates = 0;
  const notStored = new Set(error.result.getWriteErrors().map(({ index }) => index));
  for (const writeError of error.result.getWriteErrors()) {
    const pending = batch[writeError.index];
    if (writeError.code === DUPLICATE_KEY && isOfId(writeError)) duplicates += 1;
    else if (pending !== undefined)
      refused.push({ source: pending.source, problem: writeError.errmsg ?? `Error ${writeError.code}` });
  }
  return { stored: batch.filter((_, index) => !notStored.has(index)), duplicates, refused };
}

/** Another unique index may refuse a product with a new id; that does not count as existing. */
function isOfId({ errmsg, err }: { readonly errmsg?: string | undefined; readonly err: object }): boolean {
  const keyPattern = 'keyPattern' in err ? err.keyPattern : undefined;
  if (typeof keyPattern === 'object' && keyPattern !== null) return Object.keys(keyPattern).join() === '_id';
  return /index: _id_/.test(errmsg ?? '');
}

function isAboutContent(error: unknown): boolean {
  if (BSON.BSONError.isBSONError(error)) return true;
  return error instanceof MongoServerError && CONTENT_CODES.has(error.code);
}
