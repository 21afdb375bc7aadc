import { mongo } from 'mongoose';

import type { Finding, StoredDocument } from '../../../migrations/index.js';
import { recognise, toGuard, toUpdatePipeline, VERSIONS } from '../../../migrations/index.js';
import type { Patch } from '../../../migrations/index.js';
import { UnavailableError } from '../../errors/domain-error.js';
import { isMongoUnavailable } from '../../errors/mongo-unavailable.js';
import { isFenced, isOvertaken, isRefusedDocument } from '../../database/database-errors.js';
import { retryWrites } from '../../database/write-retry.js';
import type { OwnedRun } from '../run/owned-run.js';
import type { Direction, Refused } from '../mapping/mapped-documents.js';

/** The live products. */
export type Stored = mongo.Collection<StoredDocument & { _id: unknown }>;

/** How live documents are mapped. */
export interface LiveOptions {
  readonly direction: Direction;
  /** How often a document that others keep changing is tried. */
  readonly tries?: number;
  /** If given, a document that was changed by others on every try is locked for its write. */
  readonly lockBy?: Pick<OwnedRun, 'inTransaction'>;
  /** Called before every write; throws if it must no longer happen. */
  readonly ensureMine?: () => void;
}

const DETAILS_LENGTH = 300;

/** Why a document whose guard never matches stays as it is. */
export const NOT_WRITABLE: Finding = {
  path: '_id',
  problem:
    'The document has values that cannot be compared or changed exactly, such as two fields of one name in an object',
};

/**
 * Whether nothing is left to do. A downgraded document may have a further downgrade, but that is not part of the
 * migration.
 */
export function isMapped(document: StoredDocument, direction: Direction): boolean {
  return direction === 'down' && recognise(document) !== VERSIONS.at(-1);
}

/** A document and the patch to apply to it. */
export interface Write {
  readonly document: StoredDocument;
  readonly patch: Patch;
}

/**
 * The outcome of guarded writes: how many were written, and which ones the database refuses, because of a validator or
 * a unique index.
 */
export interface Written {
  readonly matched: number;
  readonly rejected: readonly Refused[];
}

/** Writes patches, each only if everything that its mapping read is unchanged. */
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
 * Retries through elections and fences. If they last too long, throws the database's own error, and the run continues
 * later.
 */
export async function persistently<T>(operation: () => Promise<T>): Promise<T> {
  try {
    return await retryWrites(operation);
  } catch (error) {
    throw error instanceof UnavailableError && error.cause instanceof mongo.MongoError ? error.cause : error;
  }
}

/** The server's error for a single write, from its own reply or from that of a bulk write. */
interface ServerError {
  readonly code?: unknown;
  readonly errmsg?: unknown;
  readonly errInfo?: { readonly details?: unknown };
}

/**
 * If the error of a write concerns the document itself, the reason why it stays as it is; `undefined` for any other
 * error.
 */
export function rejection(error: ServerError, id: unknown): Refused | undefined {
  if (isFenced(error) || isOvertaken(error) || isMongoUnavailable(error)) return undefined;
  return { id, findings: [{ path: '_id', problem: problemOf(error) }] };
}

function problemOf(error: ServerError): string {
  if (!isRefusedDocument(error))
    return `The database rejects the mapped document: ${String(error.errmsg ?? `error ${String(error.code)}`)}`;
  return (
    'A validator of the collection rejects the mapped document: ' +
    `${JSON.stringify(error.errInfo?.details ?? {}).slice(0, DETAILS_LENGTH)}`
  );
}
