import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { mongo } from 'mongoose';
import { messageOf } from '../errors/message-of.js';
import { isMongoUnavailable } from '../errors/mongo-unavailable.js';
import { crashPoint } from '../database/crash-point.js';
import { isSnapshotGone } from '../database/database-errors.js';
import { BackupInterruptedError, BackupSpaceError, codeOf } from './backup-errors.js';
import type { BackupFolder } from './backup-folder.js';
import { backupIdAt } from './backup-id.js';
import { checkBackup, filePaths } from './check-backup.js';
import { type CollectionMetadata, metadataText, readCollectionMetadata } from './collection-metadata.js';
import { type BackupManifest, FORMAT_VERSION, MANIFEST, manifestText } from './manifest.js';
import { writePacked } from './packed-file.js';
import { type CollectionSize, collectionSize, SnapshotScan } from './snapshot-scan.js';
import { syncToDisk } from './sync-to-disk.js';

/** One retry if the server drops the snapshot: the second read starts with a warm cache. */
const ATTEMPTS = 2;
const CHUNK_BYTES = 262_144;
const SPARE_BYTES = 1_048_576;
/** Gzip adds a few bytes to incompressible data. */
const WORST_GROWTH = 1.01;

/** Options of a backup. */
export interface CreateOptions {
  /** The reason, shown in the list of backups. */
  readonly reason: string;
  /** The cluster time to back up, at most a few minutes ago; now by default. */
  readonly at?: mongo.Timestamp;
  readonly signal?: AbortSignal;
  /** Called with the backup's id when writing starts, and again with another id if it has to start over. */
  readonly onStarted?: (id: string) => void;
  /** Called regularly with the number of documents written and the approximate total. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Source and destination of a backup. */
export interface BackupSource {
  readonly client: mongo.MongoClient;
  readonly db: mongo.Db;
  readonly collection: string;
  readonly folder: BackupFolder;
}

/**
 * Makes a backup. It gets its name only after it was read back from the disk and found intact; a failure leaves
 * nothing.
 */
export async function createBackup(source: BackupSource, options: CreateOptions): Promise<BackupManifest> {
  await source.folder.prepare();
  for (let attempt = 1; ; attempt++) {
    try {
      return await writeOnce(source, options);
    } catch (error) {
      if (isDiskFull(error)) throw diskFull(source.folder, error);
      const isInterrupted = isSnapshotGone(error) || isMongoUnavailable(error);
      if (!isInterrupted || options.signal?.aborted === true) throw error;
      if (attempt >= ATTEMPTS) throw interrupted(error);
    }
  }
}

async function writeOnce(source: BackupSource, options: CreateOptions): Promise<BackupManifest> {
  const { client, db, collection, folder } = source;
  const metadata = await readCollectionMetadata(db, collection);
  const size = await collectionSize(db.collection(collection));
  await folder.requireSpace(Math.ceil(size.bytes * WORST_GROWTH) + SPARE_BYTES);
  return folder.write(async (partial, createdAt) => {
    const id = backupIdAt(createdAt);
    options.onStarted?.(id);
    crashPoint('backup-begun');
    const scan = new SnapshotScan(client, db.collection(collection), { size, at: options.at });
    const files = await writeFiles(source, { partial, scan, metadata, size }, options);
    const manifest: BackupManifest = {
      formatVersion: FORMAT_VERSION,
      id,
      createdAt: createdAt.toISOString(),
      reason: options.reason,
      serverVersion: await serverVersion(db),
      database: db.databaseName,
      collection,
      collectionUuid: metadata.uuid,
      clusterTime: scan.clusterTime,
      documents: scan.count,
      indexes: metadata.indexNames,
      files,
    };
    await writeFile(join(partial, MANIFEST), manifestText(manifest), { flag: 'wx', mode: 0o600 });
    await syncToDisk(join(partial, MANIFEST));
    crashPoint('backup-manifest-written');
    await checkBackup({ folder: partial, id, database: db.databaseName }, options.signal);
    crashPoint('backup-read-back');
    return manifest;
  });
}

interface Writing {
  readonly partial: string;
  readonly scan: SnapshotScan;
  readonly metadata: CollectionMetadata;
  readonly size: CollectionSize;
}

async function writeFiles(
  { db, collection }: BackupSource,
  { partial, scan, metadata, size }: Writing,
  options: CreateOptions,
): Promise<BackupManifest['files']> {
  const paths = filePaths(db.databaseName, collection);
  await mkdir(join(partial, db.databaseName), { mode: 0o700 });
  const chunks = inChunks(scan.documents(options.signal), () =>
    options.onProgress?.(scan.count, Math.max(scan.count, size.documents)),
  );
  const documents = await writePacked(partial, paths.documents, chunks, options.signal);
  crashPoint('backup-documents-written');
  const text = metadataText(metadata, collection);
  const after = await readCollectionMetadata(db, collection);
  if (metadataText(after, collection) !== text) {
    throw new BackupInterruptedError(
      'Indexes or options of ' +
        `${collection} changed during the backup; run it again when no migration or index build is running`,
    );
  }
  const packed = await writePacked(partial, paths.metadata, bytesOf(text), options.signal);
  await syncToDisk(join(partial, db.databaseName));
  crashPoint('backup-metadata-written');
  return { documents, metadata: packed };
}

/** Small documents are compressed in batches. */
async function* inChunks(documents: AsyncIterable<Uint8Array>, onChunk: () => void): AsyncGenerator<Uint8Array> {
  let parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const document of documents) {
    parts.push(document);
    bytes += document.length;
    if (bytes < CHUNK_BYTES) continue;
    yield Buffer.concat(parts, bytes);
    onChunk();
    parts = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(parts, bytes);
  onChunk();
}

// An async generator, since a pipeline takes no plain iterable of bytes.
// oxlint-disable-next-line require-yield, typescript/require-await -- one chunk is all there is
async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

async function serverVersion(db: mongo.Db): Promise<string> {
  return String((await db.command({ buildInfo: 1 }))['version']);
}

function isDiskFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(codeOf(error));
}

function diskFull(folder: BackupFolder, cause: unknown): BackupSpaceError {
  return new BackupSpaceError(
    `${folder.path} is full: the unfinished backup was removed, older ones are untouched; free space or set ` +
      'BACKUP_DIR to a larger disk, then run the backup again',
    { cause },
  );
}

function interrupted(cause: unknown): BackupInterruptedError {
  return new BackupInterruptedError(
    'The backup was interrupted twice ' +
      `(${messageOf(cause)}). If the server dropped the snapshot, reading took longer than its history window: ` +
      ('run the backup at a quieter time or to a faster disk, or have an administrator raise ' +
        'minSnapshotHistoryWindowInSeconds (300 by default); otherwise check that the server is up, and run it again'),
    { cause },
  );
}
