import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../errors/message-of.js';
import { BackupRefusedError, codeOf } from './backup-errors.js';
import { isBackupId } from './backup-id.js';

/** The newest backup format that this code writes and reads. */
export const FORMAT_VERSION = 1;
/** Name of the file that describes the backup; a folder without it is not a backup. */
export const MANIFEST = 'manifest.json';

const LARGEST_BYTES = 1_048_576;
const SHA256 = /^[0-9a-f]{64}$/;

/** A file of a backup: size and hash of the file itself and of its unpacked content. */
export interface PackedFile {
  /** Relative to the backup's folder. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly contentBytes: number;
  readonly contentSha256: string;
}

/** A backup's description of itself. */
export interface BackupManifest {
  readonly formatVersion: number;
  readonly id: string;
  readonly createdAt: string;
  /** The reason given by whoever asked for it. */
  readonly reason: string;
  readonly serverVersion: string;
  readonly database: string;
  readonly collection: string;
  readonly collectionUuid: string;
  /** The cluster time of the documents: seconds and increment. */
  readonly clusterTime: { readonly t: number; readonly i: number };
  readonly documents: number;
  readonly indexes: readonly string[];
  readonly files: { readonly documents: PackedFile; readonly metadata: PackedFile };
}

/** Encodes the manifest's file: the values, then a checksum over them. The values determine every byte. */
export function manifestText(manifest: BackupManifest): string {
  const checksum = createHash('sha256')
    .update(JSON.stringify(manifest, null, 2))
    .digest('hex');
  return `${JSON.stringify({ ...manifest, checksum }, null, 2)}\n`;
}

/** Reads the manifest in a folder; throws if even one bit differs from what was written. */
export async function readManifest(folder: string, id: string): Promise<BackupManifest> {
  const bytes = await manifestBytes(folder, id);
  const { checksum: _, ...values } = parsed(bytes, id);
  const { formatVersion } = values;
  if (typeof formatVersion === 'number' && Number.isInteger(formatVersion) && formatVersion > FORMAT_VERSION) {
    throw new BackupRefusedError(
      'newer-format',
      `${id} has format ${formatVersion}, this release reads formats up to ${FORMAT_VERSION}: use the ` +
        'release that wrote it, or a newer one',
    );
  }
  const manifest = values as unknown as BackupManifest;
  if (!Buffer.from(manifestText(manifest)).equals(bytes)) throw damaged(id, 'does not match its checksum');
  if (!isManifest(values)) throw damaged(id, 'lacks a value, or has one of the wrong type');
  if (values.id !== id)
    throw new BackupRefusedError(
      'foreign',
      `${id}/${MANIFEST} is the manifest of ${values.id}; put each backup's files back into the folder of that name`,
    );
  return values;
}

async function manifestBytes(folder: string, id: string): Promise<Buffer> {
  try {
    const handle = await open(join(folder, MANIFEST), constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      if ((await handle.stat()).size > LARGEST_BYTES) throw damaged(id, `is larger than ${LARGEST_BYTES} bytes`);
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof BackupRefusedError) throw error;
    if (codeOf(error) === 'ENOENT')
      throw new BackupRefusedError(
        'manifest-missing',
        `${id} has no ${MANIFEST}: it was never finished, or the file was removed; use another backup`,
        { cause: error },
      );
    throw new BackupRefusedError('manifest-damaged', `${id}/${MANIFEST} can't be read: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function parsed(bytes: Buffer, id: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Reported below, like a JSON value that is not an object.
  }
  throw damaged(id, 'is not a JSON object');
}

function damaged(id: string, problem: string): BackupRefusedError {
  return new BackupRefusedError(
    'manifest-damaged',
    `${id}/${MANIFEST} ${problem}: it is damaged or was edited; use another backup`,
  );
}

type Unknown<T> = { readonly [Key in keyof T]?: unknown };

/** A checksum proves that the file is unchanged, not who wrote it, so the types of the values are checked as well. */
function isManifest(value: Unknown<BackupManifest>): value is BackupManifest {
  const {
    id,
    createdAt,
    reason,
    serverVersion,
    database,
    collection,
    collectionUuid,
    clusterTime,
    documents,
    indexes,
    files,
  } = value;
  const { t, i } = (clusterTime ?? {}) as Unknown<BackupManifest['clusterTime']>;
  const both = (files ?? {}) as Unknown<BackupManifest['files']>;
  return (
    value.formatVersion === FORMAT_VERSION &&
    isBackupId(id) &&
    [createdAt, reason, serverVersion, database, collection, collectionUuid].every(
      (text) => typeof text === 'string',
    ) &&
    [t, i, documents].every(isCount) &&
    Array.isArray(indexes) &&
    indexes.every((name) => typeof name === 'string') &&
    isPackedFile(both.documents) &&
    isPackedFile(both.metadata)
  );
}

function isPackedFile(value: unknown): value is PackedFile {
  if (typeof value !== 'object' || value === null) return false;
  const { path, bytes, sha256, contentBytes, contentSha256 } = value as Unknown<PackedFile>;
  return (
    typeof path === 'string' &&
    isCount(bytes) &&
    isCount(contentBytes) &&
    [sha256, contentSha256].every((hash) => typeof hash === 'string' && SHA256.test(hash))
  );
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
