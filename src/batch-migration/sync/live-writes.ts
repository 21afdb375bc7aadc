import { mongo } from 'mongoose';

import type { Finding, StoredDocument } from '../../../migrations/index.js';
import { recognise, toGuard, toUpdatePipeline, VERSIONS } from '../../../migrations/index.js';
import type { Patch } from '../../../migrations/index.js';
import { UnavailableError } from '../../errors/domain-error.js';
import { isMongoUnavailable } from '../../errors/mongo-unavailable.js';
import { isFenced, isOvertaken, isRefusedDocument } from '../../database/database-errors.js';
import { retryWrites } from '../../database/write-retry.js';
import type { OwnedRun } from '../run/owned-run.js';
import type { Direction, Refused } from './map-documents.js';

/** The live products. */
export type Stored = mongo.Collection<StoredDocument & { _id: unknown }>;

/** How live documents are mapped. */
export interface LiveOptions {
  readonly direction: Direction;
  /** How often a document that others keep changing is tried. */
  readonly tries?: number;
  /** Where given, a document that was overtaken each time is locked for its write. */
  readonly lockBy?: Pick<OwnedRun, 'inTransaction'>;
  /** Called before every write; throws where it must not happen any more. */
  readonly ensureMine?: () => void;
}

const DETAILS_LENGTH = 300;

/** Why a document stays as it is that no guard ever matches. */
export const NOT_WRITABLE: Finding = {
  path: '_id',
  problem:
    'Document holds values that cannot be compared or changed exactly, such as two fields of one name in an object',
};

/** Whether there is no way to go: a downgraded document may have one further down, which is not the migration's. */
export function isMapped(document: StoredDocument, direction: Direction): boolean {
  return direction === 'down' && recognise(document) !== VERSIONS.at(-1);
}

/** A document and what is to be done to it. */
export interface Write {
  readonly document: StoredDocument;
  readonly patch: Patch;
}

/**
 * What became of guarded writes: how many were written, and what the database refuses, by a validator or a unique
 * index.
 */
export interface Written {
  readonly matched: number;
  readonly rejected: readonly Refused[];
}

/** Writes patches, each only if all that its mapping read is as it was. */
export function writeGuarded(
  collection: Stored,
  writes: readonly Write[],
  { ensureMine }: LiveOptions,
): Promise<Written> {
  const updates = writes.map(({ document, patch }) => {
    const filter: Record<string, unknown> = { _id: document['_id'], ...toGuard(document, patch) };
    return { updateOne: { filter, update: toUpdatePipeline(patch) } };
  });
  return persistently(async () => {
    ensureMine?.();
    try {
      const { matchedCount } = await collection.bulkWrite(updates, { ordered: false, writeConcern: { w: 'majority' } });
      return { matched: matchedCount, rejected: [] };
    } catch (error) {
      if (!(error instanceof mongo.MongoBulkWriteError)) throw error;
      const errors = [error.writeErrors].flat();
      const rejected = errors.flatMap((entry) => rejection(entry.err, writes[entry.index]?.document['_id']) ?? []);
      if (errors.length === 0 || rejected.length < errors.length) throw error;
      return { matched: error.result.matchedCount, rejected };
    }
  });
}

/**
 * Goes on through elections and fences; where they last too long, the database's own error is thrown: the run goes on
 * later.
 */
export async function persistently<T>(operation: () => Promise<T>): Promise<T> {
  try {
    return await retryWrites(operation);
  } catch (error) {
    throw error instanceof UnavailableError && error.cause instanceof mongo.MongoError ? error.cause : error;
  }
}

/** What the server says of one write, be it in a reply of its own or among those of a bulk write. */
interface ServerError {
  readonly code?: unknown;
  readonly errmsg?: unknown;
  readonly errInfo?: { readonly details?: unknown };
}

/**
 * An error of one write that is about the document, as the reason why it stays as it is; `undefined` for any other
 * error.
 */
export function rejection(error: ServerError, id: unknown): Refused | undefined {
  if (isFenced(error) || isOvertaken(error) || isMongoUnavailable(error)) return undefined;
  return { id, findings: [{ path: '_id', problem: problemOf(error) }] };
}

function problemOf(error: ServerError): string {
  if (!isRefusedDocument(error))
    return `The database refuses the mapped document: ${String(error.errmsg ?? `error ${String(error.code)}`)}`;
  return (
    'A validator of the collection refuses the mapped document: ' +
    `${JSON.stringify(error.errInfo?.details ?? {}).slice(0, DETAILS_LENGTH)}`
  );
}
