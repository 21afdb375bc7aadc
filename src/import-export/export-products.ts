import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

import { BSON, type Collection } from 'mongodb';

import { toExtendedJson } from '../bson/extended-json.js';

/** The result of an export. */
export interface ExportResult {
  readonly exported: number;
  /** Documents whose JSON cannot reproduce every byte, e.g. because of BSON's deprecated `undefined` type. */
  readonly inexact: number;
  /** The first hundred of their ids. */
  readonly inexactIds: readonly unknown[];
}

export interface ExportOptions {
  readonly onProgress?: (exported: number) => void;
  readonly signal?: AbortSignal;
}

const LISTED_IDS = 100;
const PROGRESS_EVERY = 1000;

/**
 * Writes a collection as canonical extended JSON, one document per line in `_id` order, gzipped if the name ends in
 * `.gz`. Importing the file gives the same bytes, including field order and number types; each line is read back and
 * compared while it is written. The file appears under its name only when complete.
 */
export async function exportProducts(
  collection: Collection,
  filePath: string,
  options: ExportOptions = {},
): Promise<ExportResult> {
  const partial = `${filePath}.${randomUUID().slice(0, 8)}.partial`;
  const tally = { exported: 0, inexact: 0, inexactIds: [] as unknown[] };
  try {
    const handle = await open(partial, 'wx');
    const sink = handle.createWriteStream({ flush: true });
    const packers: Transform[] = filePath.endsWith('.gz') ? [createGzip()] : [];
    await pipeline([Readable.from(lines(collection, tally, options)), ...packers, sink], { signal: options.signal });
    await rename(partial, filePath);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  return tally;
}

type Tally = { -readonly [Key in keyof Omit<ExportResult, 'inexactIds'>]: ExportResult[Key] } & {
  readonly inexactIds: unknown[];
};

async function* lines(collection: Collection, tally: Tally, { onProgress }: ExportOptions): AsyncGenerator<string> {
  const cursor = collection.find<Uint8Array>({}, { raw: true, sort: { _id: 1 }, batchSize: PROGRESS_EVERY });
  for await (const bytes of cursor) {
    const { text, exact } = toExtendedJson(bytes);
    if (!exact) {
      tally.inexact += 1;
      if (tally.inexactIds.length < LISTED_IDS) tally.inexactIds.push(BSON.deserialize(bytes)._id);
    }
    tally.exported += 1;
    if (tally.exported % PROGRESS_EVERY === 0) onProgress?.(tally.exported);
    yield `${text}\n`;
  }
  onProgress?.(tally.exported);
}
