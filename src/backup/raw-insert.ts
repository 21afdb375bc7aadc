import { setTimeout as delay } from 'node:timers/promises';
import type { mongo } from 'mongoose';
import { messageOf } from '../errors/message-of.js';
import { isMongoUnavailable } from '../errors/mongo-unavailable.js';
import { documentSequence } from '../database/document-sequence.js';
import { RestoreFailedError } from './backup-errors.js';

const DUPLICATE_KEY = 11_000;
/** Write conflict, and a cache that is temporarily full. */
const PASSING: ReadonlySet<number> = new Set([112, 388]);
const ATTEMPTS = 6;
const FIRST_PAUSE_MS = 250;

/** The collection to load documents into. */
export interface LoadTarget {
  readonly db: mongo.Db;
  readonly name: string;
  /** Writes reach only this collection; a dropped one is not created again. */
  readonly uuid: mongo.BSON.UUID;
  /** Whether to bypass the collection's validator. */
  readonly hasValidator: boolean;
}

interface InsertReply {
  readonly writeErrors?: readonly { readonly code: number; readonly errmsg: string }[];
  readonly writeConcernError?: { readonly errmsg: string };
}

/**
 * Inserts documents as raw bytes with majority write concern. If the reply is lost, the insert is sent again; documents
 * that had arrived are kept.
 */
export async function insertRaw(
  target: LoadTarget,
  documents: readonly Uint8Array[],
  signal?: AbortSignal,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    const problem = await insertOnce(target, documents, attempt > 1);
    if (problem === null) return;
    if (attempt >= ATTEMPTS)
      throw new RestoreFailedError(
        'The database did not take a batch in ' +
          `${ATTEMPTS} tries (${messageOf(problem)}): restore again when it is up and has room`,
        { cause: problem },
      );
    await delay(FIRST_PAUSE_MS * 2 ** attempt, undefined, { signal });
  }
}

/** Returns transient errors and throws all others. */
async function insertOnce(target: LoadTarget, documents: readonly Uint8Array[], isRepeated: boolean): Promise<unknown> {
  try {
    const { writeErrors = [], writeConcernError } = (await target.db.command(
      insertCommand(target, documents),
    )) as InsertReply;
    const refused = writeErrors.find(({ code }) => code !== DUPLICATE_KEY || !isRepeated);
    if (refused !== undefined && PASSING.has(refused.code)) return new Error(refused.errmsg);
    if (refused !== undefined)
      throw new RestoreFailedError(`The database refused a document of the backup: ${refused.errmsg}`);
    return writeConcernError === undefined ? null : new Error(writeConcernError.errmsg);
  } catch (error) {
    if (!isMongoUnavailable(error)) throw error;
    return error;
  }
}

function insertCommand({ name, uuid, hasValidator }: LoadTarget, documents: readonly Uint8Array[]): mongo.Document {
  return {
    insert: name,
    documents: documentSequence('documents', documents),
    ordered: false,
    collectionUUID: uuid,
    writeConcern: { w: 'majority' },
    ...(hasValidator ? { bypassDocumentValidation: true } : {}),
  };
}
