import type { RestoreOptions, RestoreResult } from './restore-options.js';
import type { mongo } from 'mongoose';
import { ConflictError, InvalidInputError } from '../errors/domain-error.js';
import { crashPoint } from '../database/crash-point.js';
import { isMongoUnavailable } from '../errors/mongo-unavailable.js';
import { codeOf, RestoreFailedError } from './backup-errors.js';
import { type BackupPlace, checkBackup, readDocuments, readMetadata } from './check-backup.js';
import { metadataText, readCollectionMetadata } from './collection-metadata.js';
import { compareDocuments } from './compare-documents.js';
import { replayJournal } from './journal/replay-journal.js';
import { type BackupManifest, readManifest } from './manifest.js';
import { insertRaw, type LoadTarget } from './raw-insert.js';
import { dropCollection, inScratchCollection } from './scratch-collection.js';
import { rawInIdOrder } from './snapshot-scan.js';

const BATCH_BYTES = 8_388_608;
const BATCH_DOCUMENTS = 5_000;
/** An index build outlasts the socket timeout; sending the command again joins the running build. */
const INDEX_ATTEMPTS = 500;
const MAX_NAME_CHARACTERS = 120;
const LISTED = 100;
const NOT_REPLAYED = { inexactCount: 0, inexact: [], schema: null, point: null } as const;

/** A restored scratch collection, with the result to report. */
export interface Restored {
  readonly scratch: LoadTarget;
  readonly result: Omit<RestoreResult, 'collection'>;
}

/**
 * Checks a backup, loads it into a scratch collection and compares it, applying the journal's changes if requested;
 * `finish` decides what becomes of the collection.
 */
export async function restoreBackup<T>(
  db: mongo.Db,
  place: BackupPlace,
  options: RestoreOptions,
  finish: (restored: Restored) => Promise<T>,
): Promise<T> {
  const { signal, onStep, replay } = options;
  await onStep?.('checking');
  const manifest =
    options.isJustMade === true ? await readManifest(place.folder, place.id) : await checkBackup(place, signal);
  const metadata = await readMetadata(place, manifest);
  const part = replay === undefined ? null : await replay.journal.check(manifest, replay.point);
  return inScratchCollection(db, place.id, metadata.options, async (scratch) => {
    const start = performance.now();
    await options.onScratch?.(scratch);
    await onStep?.('loading');
    crashPoint('restore-scratch-made');
    await load(scratch, readDocuments(place, manifest, signal), manifest, options);
    crashPoint('restore-loaded');
    // Compared before the indexes exist: a TTL index may delete expired documents.
    const size = { documents: manifest.documents, bytes: manifest.files.documents.contentBytes };
    const found = rawInIdOrder(db.collection(scratch.name), size, { readConcern: { level: 'majority' } });
    const compared = await compareDocuments(readDocuments(place, manifest, signal), found);
    const replayed =
      replay === undefined || part === null
        ? NOT_REPLAYED
        : await replayJournal({ scratch, manifest, metadata, part, journal: replay.journal }, options);
    crashPoint('restore-replayed');
    await onStep?.('indexing');
    await buildIndexes(scratch, replayed.schema?.indexes ?? metadata.indexes, signal);
    if (replayed.schema === null) await requireMetadata(scratch, manifest, metadata.text);
    const documents = await db.collection(scratch.name).countDocuments({}, { readConcern: { level: 'majority' } });
    const seconds = (performance.now() - start) / 1000;
    return finish({
      scratch,
      result: {
        id: place.id,
        documents,
        bytes: size.bytes,
        seconds,
        documentsPerSecond: Math.round(documents / seconds),
        exact: compared.sha256 === manifest.files.documents.contentSha256 && replayed.inexactCount === 0,
        inexactCount: compared.inexactCount + replayed.inexactCount,
        inexact: [...compared.inexact, ...replayed.inexact].slice(0, LISTED),
        pointInTime: replayed.point,
      },
    });
  });
}

/** Throws on names that restores may not use, and on names that are taken. */
export async function requireFreeName(db: mongo.Db, name: string): Promise<void> {
  if (!/^[A-Za-z][\w.-]*$/.test(name) || name.length > MAX_NAME_CHARACTERS || /^(system\.|catalog_)/.test(name)) {
    const problem =
      'is not a valid name for a restored collection; use letters, digits, _, - and dots, ' +
      `${MAX_NAME_CHARACTERS} at most, and no name that begins with system. or catalog_`;
    throw new InvalidInputError([{ parameter: 'into', value: name, problem }]);
  }
  if (await db.listCollections({ name }, { nameOnly: true }).hasNext()) throw nameTaken(name);
}

/** Renames the restored collection; if the reply is lost, the UUID behind the name shows whether it happened. */
export async function publish({ scratch: { db, name, uuid }, result }: Restored, into: string): Promise<RestoreResult> {
  try {
    await db.renameCollection(name, into, { dropTarget: false });
  } catch (error) {
    if (codeOf(error) === '48') throw nameTaken(into);
    const [there] = await db.listCollections({ name: into }, { nameOnly: false }).toArray();
    if (!(there?.info?.uuid as mongo.BSON.UUID | undefined)?.equals(uuid)) throw error;
  }
  return { ...result, collection: into };
}

/** Drops the scratch collection and returns its name for the record. */
export async function discard({ scratch, result }: Restored): Promise<RestoreResult> {
  await dropCollection(scratch.db, scratch.name);
  return { ...result, collection: scratch.name };
}

function nameTaken(name: string): ConflictError {
  return new ConflictError(
    `Collection ${name} exists, and a restore never writes into an existing one; use another name`,
  );
}

async function load(
  target: LoadTarget,
  documents: AsyncIterable<Uint8Array>,
  manifest: BackupManifest,
  { signal, onProgress }: RestoreOptions,
): Promise<void> {
  let batch: Uint8Array[] = [];
  let bytes = 0;
  let done = 0;
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await insertRaw(target, batch, signal);
    done += batch.length;
    onProgress?.(done, manifest.documents);
    batch = [];
    bytes = 0;
  };
  for await (const document of documents) {
    if (bytes + document.length > BATCH_BYTES || batch.length >= BATCH_DOCUMENTS) await flush();
    batch.push(document);
    bytes += document.length;
  }
  await flush();
}

async function buildIndexes({ db, name }: LoadTarget, indexes: readonly object[], signal?: AbortSignal): Promise<void> {
  if (indexes.length === 0) return;
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    try {
      await db.command({ createIndexes: name, indexes: [...indexes], writeConcern: { w: 'majority' } });
      return;
    } catch (error) {
      if (!isMongoUnavailable(error) || attempt >= INDEX_ATTEMPTS) throw error;
    }
  }
}

/** Checks that the server reports the backup's options and indexes for the restored collection. */
async function requireMetadata({ db, name }: LoadTarget, manifest: BackupManifest, text: string): Promise<void> {
  const restored = await readCollectionMetadata(db, name);
  if (metadataText({ ...restored, uuid: manifest.collectionUuid }, manifest.collection) === text) return;
  throw new RestoreFailedError(
    `The restored collection's options or indexes are not those of the backup: this server may be another ` +
      `version than ${manifest.serverVersion}, which wrote it; restore with mongorestore instead`,
  );
}
