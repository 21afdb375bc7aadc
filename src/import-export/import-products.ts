import { createHash } from 'node:crypto';

import { BSON, type Collection, type Document, ObjectId } from 'mongodb';

import { messageOf } from '../errors/message-of.js';
import { parseExtendedJson } from '../bson/extended-json.js';
import { interrupted, malformed, unreadable } from './import-errors.js';
import { type ImportResult, ImportTally } from './import-tally.js';
import { type DocumentText, documentTexts, MalformedJson } from './json-documents.js';
import { openText, type TextFile } from './read-text.js';
import type { UnservableDocument } from '../products/servability.js';
import { type PendingDocument, storeNew } from './store-new.js';
import { UnstorableValueError } from '../bson/unstorable-value.js';

/** Progress of an import; `bytesRead` and `totalBytes` are those of the file on disk. */
export interface ImportProgress extends ImportResult {
  readonly bytesRead: number;
  readonly totalBytes: number;
}

export interface ImportOptions {
  readonly onProgress?: (progress: ImportProgress) => void;
  /** Called after each batch with its stored documents that cannot be served. */
  readonly onUnservable?: (documents: readonly UnservableDocument[]) => Promise<void>;
  /** Ends the import after the current batch. */
  readonly signal?: AbortSignal;
}

const BATCH_DOCUMENTS = 1000;
const BATCH_CHARACTERS = 16 * 1024 * 1024;
const LARGEST_DOCUMENT = 16 * 1024 * 1024;

/**
 * Imports a file of products unchanged: a JSON array, one document per line, or concatenated documents; plain or
 * extended JSON; gzipped or not. Memory holds one batch. Types and field order are kept; existing ids are skipped,
 * never overwritten. A document without `_id` gets one derived from its text and place, so importing a file again
 * creates no duplicates. No value is changed: a document with a value that BSON cannot hold exactly is refused.
 * Documents that cannot be stored, and stored ones that cannot be served, are counted with reasons. If the file cannot
 * be read further, the import ends with an `ImportError` that says where, and what is stored by then.
 */
export async function importProducts(
  collection: Collection,
  filePath: string,
  options: ImportOptions = {},
): Promise<ImportResult> {
  const tally = new ImportTally();
  const file = await openText(filePath).catch((error: unknown) => {
    throw unreadable(filePath, tally.result(false), error);
  });
  const completed = await importTexts(collection, file, tally, options).catch((error: unknown) => {
    const result = tally.result(false);
    if (error instanceof MalformedJson) throw malformed(filePath, result, error);
    throw error instanceof ReadingError
      ? unreadable(filePath, result, error.cause)
      : interrupted(filePath, result, error);
  });
  return tally.result(completed);
}

/** Reads, batches and stores; everything before a malformed place is stored before the error is thrown. */
async function importTexts(
  collection: Collection,
  file: TextFile,
  tally: ImportTally,
  options: ImportOptions,
): Promise<boolean> {
  let batch: PendingDocument[] = [];
  let characters = 0;
  const flush = async (): Promise<void> => {
    const left = batch.length === 0 ? [] : tally.stored(await storeNew(collection, batch));
    if (left.length > 0) await options.onUnservable?.(left);
    batch = [];
    characters = 0;
    options.onProgress?.({ ...tally.result(false), bytesRead: file.bytesRead(), totalBytes: file.totalBytes });
  };
  try {
    for await (const source of documentTexts(readable(file.pieces))) {
      if (options.signal?.aborted === true) break;
      const pending = prepare(source, tally);
      if (pending !== undefined) batch.push(pending);
      characters += source.text?.length ?? 0;
      if (batch.length >= BATCH_DOCUMENTS || characters >= BATCH_CHARACTERS) await flush();
    }
  } catch (error) {
    if (error instanceof MalformedJson || error instanceof ReadingError) await flush();
    throw error;
  }
  await flush();
  return options.signal?.aborted !== true;
}

/** Parses a document; `undefined` if it was rejected. Throws `MalformedJson` if it is not JSON. */
function prepare(source: DocumentText, tally: ImportTally): PendingDocument | undefined {
  tally.read += 1;
  if (source.text === undefined) return tally.reject(source, 'too-large', 'Longer than any document MongoDB can store');
  let value: unknown;
  try {
    value = parseExtendedJson(source.text);
  } catch (error) {
    if (error instanceof UnstorableValueError)
      return tally.reject(source, 'unstorable-value', error.message, error.path);
    refuseBrokenJson(source, source.text);
    return tally.reject(source, 'bad-extended-json', messageOf(error));
  }
  if (!isObject(value))
    return tally.reject(
      source,
      'not-an-object',
      `A product is an object, not ${describe(value)}${Array.isArray(value) ? ': did you mean its elements?' : ''}`,
    );
  const document = withId(value, source.text, source.number);
  // BSON is at most about seven times as long as the JSON text, so short documents need no measuring.
  const size = source.text.length < LARGEST_DOCUMENT / 8 ? 0 : BSON.serialize(document).length;
  if (size > LARGEST_DOCUMENT)
    return tally.reject(source, 'too-large', `${size} bytes, and MongoDB stores ${LARGEST_DOCUMENT} at most`);
  return { document, source };
}

function refuseBrokenJson({ line, column, number }: DocumentText, text: string): void {
  try {
    JSON.parse(text);
  } catch (error) {
    const message = messageOf(error);
    const before = text.slice(0, Number(/position (\d+)/.exec(message)?.[1] ?? 0)).split('\n');
    const last = before.at(-1) ?? '';
    throw new MalformedJson(
      `Document ${number} is not valid JSON: ${message}`,
      line + before.length - 1,
      (before.length > 1 ? 1 : column) + last.length,
    );
  }
}

function isObject(value: unknown): value is Document {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !('_bsontype' in value)
  );
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'a single value' : `a ${typeof value}`;
}

function withId(document: Document, text: string, number: number): Document {
  const id = (): ObjectId => new ObjectId(createHash('sha256').update(`${number}\n${text}`).digest().subarray(0, 12));
  if (document instanceof Map)
    return document.has('_id') ? document : new Map<string, unknown>([['_id', id()], ...document]);
  return Object.hasOwn(document, '_id') ? document : { _id: id(), ...document };
}

/** Distinguishes errors of the file from those of the database. */
class ReadingError extends Error {}

async function* readable(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  try {
    yield* pieces;
  } catch (cause) {
    throw new ReadingError('The file could not be read further', { cause });
  }
}
