import { createHash, type Hash } from 'node:crypto';
import { constants, createWriteStream } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline as callbackPipeline, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { messageOf } from '../errors/message-of.js';
import { BackupRefusedError, codeOf } from './backup-errors.js';
import type { PackedFile } from './manifest.js';
import { syncToDisk } from './sync-to-disk.js';

/**
 * Compresses a third better than the database does, in a fraction of the default level's time; the snapshot could grow
 * too old.
 */
const GZIP_LEVEL = 3;
const CHUNK_BYTES = 262_144;

/** A file of a backup in its current folder. */
export interface PlacedFile {
  readonly folder: string;
  /** The backup's name in messages. */
  readonly id: string;
  readonly file: PackedFile;
}

/** Counts and hashes the bytes that pass. */
class Meter {
  bytes = 0;
  private readonly hash: Hash = createHash('sha256');

  async *through(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      this.add(chunk);
      yield chunk;
    }
  }

  add(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    this.hash.update(chunk);
  }

  sha256(): string {
    return this.hash.digest('hex');
  }
}

/** Writes a stream to a new gzip file and returns when it is on disk. At most a few chunks are in memory. */
export async function writePacked(
  folder: string,
  path: string,
  source: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<PackedFile> {
  const content = new Meter();
  const packed = new Meter();
  const file = createWriteStream(join(folder, path), { flags: 'wx', mode: 0o600 });
  // A chunk can be a 16 MB document, so the stream buffers none beyond the one being compressed.
  const chunks = Readable.from(content.through(source), { highWaterMark: 1 });
  const gzip = createGzip({ level: GZIP_LEVEL, chunkSize: CHUNK_BYTES });
  await pipeline(chunks, gzip, (packedChunks: AsyncIterable<Uint8Array>) => packed.through(packedChunks), file, {
    signal,
  });
  await syncToDisk(join(folder, path));
  return {
    path,
    bytes: packed.bytes,
    sha256: packed.sha256(),
    contentBytes: content.bytes,
    contentSha256: content.sha256(),
  };
}

/**
 * Throws if a file is missing, is not a regular file, or differs from the manifest in size or hash. Unpacks nothing.
 */
export async function checkPacked(placed: PlacedFile, signal?: AbortSignal): Promise<void> {
  const { folder, id, file } = placed;
  const stats = await lstat(join(folder, file.path)).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT')
      throw new BackupRefusedError(
        'file-missing',
        `${id}/${file.path} is missing; put it back, or use another backup`,
        { cause: error },
      );
    throw error;
  });
  if (!stats.isFile())
    throw new BackupRefusedError(
      'file-unexpected',
      `${id}/${file.path} is not a regular file; put the backup's own file back, or use another backup`,
    );
  if (stats.size < file.bytes)
    throw new BackupRefusedError(
      'file-truncated',
      `${id}/${file.path} has ${stats.size} bytes of ${file.bytes}: it is truncated; use another backup`,
    );
  if (stats.size > file.bytes)
    throw new BackupRefusedError(
      'file-oversized',
      `${id}/${file.path} has ${stats.size} bytes instead of ${file.bytes}: it is not the backup's own file; ` +
        'use another backup',
    );
  const meter = new Meter();
  for await (const chunk of await readStream(placed, signal)) meter.add(chunk as Buffer);
  if (meter.sha256() !== file.sha256)
    throw new BackupRefusedError(
      'file-altered',
      `${id}/${file.path} is not what was written (its SHA-256 differs): use another backup`,
    );
}

/** Unpacks a file, but never more than the manifest's size; completes only if length and hash are right. */
export async function* unpack(placed: PlacedFile, signal?: AbortSignal): AsyncGenerator<Buffer> {
  const { id, file } = placed;
  const meter = new Meter();
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  callbackPipeline(await readStream(placed, signal), gunzip, () => undefined); // errors surface in the loop below
  try {
    for await (const chunk of gunzip) {
      meter.add(chunk as Buffer);
      if (meter.bytes > file.contentBytes)
        throw new BackupRefusedError(
          'file-oversized',
          `${id}/${file.path} unpacks to more than its ${file.contentBytes} bytes: it is not the backup's ` +
            'own file; use another backup',
        );
      yield chunk as Buffer;
    }
  } catch (error) {
    if (codeOf(error).startsWith('Z_'))
      throw new BackupRefusedError(
        'file-altered',
        `${id}/${file.path} can't be unpacked (${messageOf(error)}): use another backup`,
        { cause: error },
      );
    throw error;
  }
  if (meter.bytes !== file.contentBytes || meter.sha256() !== file.contentSha256) {
    throw new BackupRefusedError(
      'content-differs',
      `${id}/${file.path} unpacks to ${meter.bytes} bytes that are not the ${file.contentBytes} of the ` +
        'manifest: use another backup',
    );
  }
}

async function readStream({ folder, file }: PlacedFile, signal?: AbortSignal): Promise<Readable> {
  const handle = await open(join(folder, file.path), constants.O_RDONLY | constants.O_NOFOLLOW);
  return handle.createReadStream({ highWaterMark: CHUNK_BYTES, signal });
}
