import { constants, createReadStream } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import { join } from 'node:path';
import { BackupRefusedError, codeOf } from '../backup-errors.js';
import { bsonDocuments } from '../bson-stream.js';
import {
  checkedHash,
  decodeFrame,
  decodeHeader,
  JOURNAL_FORMAT,
  NO_HASH,
  type SegmentEnd,
  type SegmentFrame,
  type SegmentHeader,
} from './frame.js';

/** A frame holds at most 40 MB of events, which may be incompressible. */
const LARGEST_FRAME = 48 * 1_048_576;
const LARGEST_HEADER = 65_536;
const CHUNK_BYTES = 262_144;
const LENGTH_BYTES = 4;
const NAME = /^(\d{8})-(\d{8})\.journal$/;

/** A segment's name: its position and its writer's epoch. Sorting the names gives the journal's order. */
export function segmentName(sequence: number, epoch: number): string {
  return `${String(sequence).padStart(8, '0')}-${String(epoch).padStart(8, '0')}.journal`;
}

export function isSegmentName(name: string): boolean {
  return NAME.test(name);
}

/** A segment with a verified header. */
export interface Segment {
  readonly folder: string;
  readonly name: string;
  readonly header: SegmentHeader;
  readonly headerBytes: number;
  readonly headerHash: string;
  /** Where the next segment continues; `null` for the last one, which may still be written. */
  readonly end: SegmentEnd | null;
}

/** Reads a segment's header; `null` if its writer stopped before completing it. */
export async function readSegment(
  folder: string,
  name: string,
  database: string,
): Promise<Omit<Segment, 'end'> | null> {
  const bytes = await readHeader(join(folder, name), name);
  if (bytes === null) return null;
  const header = decodeHeader(bytes);
  if (header.formatVersion > JOURNAL_FORMAT) {
    throw new BackupRefusedError(
      'newer-format',
      `The journal's ` +
        (`${name} has format ${header.formatVersion}, this release reads formats up to ${JOURNAL_FORMAT}: use ` +
          'the release that wrote it, or a newer one'),
    );
  }
  const hash = checkedHash(bytes, header.previous?.hash ?? NO_HASH);
  if (hash === undefined)
    throw new BackupRefusedError(
      'file-altered',
      `The journal's ${name} is not what was written (its header's hash differs)`,
    );
  if (header.database !== database) {
    throw new BackupRefusedError(
      'foreign',
      `The journal's ` +
        (`${name} is of the database ${header.database}, this service uses ${database}: set MONGODB_DATABASE ` +
          `to ${header.database}, or remove the file`),
    );
  }
  if (segmentName(header.sequence, header.epoch) !== name)
    throw new BackupRefusedError(
      'foreign',
      `The journal's ${name} was written as ${segmentName(header.sequence, header.epoch)}; rename it back`,
    );
  return { folder, name, header, headerBytes: bytes.length, headerHash: hash };
}

/** A verified frame, with what is needed to read its events. */
export interface CheckedFrame {
  readonly frame: SegmentFrame;
  readonly bytes: Buffer;
  readonly segment: string;
  /** Length of the segment including this frame. */
  readonly end: SegmentEnd;
}

/**
 * The frames of a segment, each verified. They must end exactly where the next segment continues; leftovers of a
 * stopped writer are ignored. The last segment is read up to its last complete frame.
 */
export async function* readFrames(segment: Segment): AsyncGenerator<CheckedFrame> {
  const { folder, name, end } = segment;
  const path = join(folder, name);
  const { size } = await lstat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT')
      throw new BackupRefusedError('file-missing', `The journal's ${name} is missing: put it back`, { cause: error });
    throw error;
  });
  if (end !== null && size < end.bytes)
    throw new BackupRefusedError(
      'file-truncated',
      `The journal's ${name} has ${size} bytes of ${end.bytes}: it is truncated`,
    );
  let hash = segment.headerHash;
  let at = segment.headerBytes;
  const limit = end?.bytes ?? size;
  if (at < limit) {
    for await (const bytes of documentsOf(path, name, { start: at, end: limit - 1, isLast: end === null })) {
      const found = checkedHash(bytes, hash);
      if (found === undefined) {
        throw new BackupRefusedError(
          'file-altered',
          `The journal's ${name} is not what was written (a hash differs at ${at} of ${limit} bytes)`,
        );
      }
      hash = found;
      at += bytes.length;
      yield { frame: decodeFrame(bytes), bytes, segment: name, end: { file: name, bytes: at, hash } };
    }
  }
  if (end !== null && (at !== end.bytes || hash !== end.hash))
    throw new BackupRefusedError('file-altered', `The journal's ${name} does not match the segment after it`);
}

/** Splits a part of a file into documents. The last segment may end with an unfinished one. */
async function* documentsOf(
  path: string,
  name: string,
  { start, end, isLast }: { readonly start: number; readonly end: number; readonly isLast: boolean },
): AsyncGenerator<Buffer> {
  const source = createReadStream(path, { start, end, highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>;
  try {
    yield* bsonDocuments(source, `The journal's ${name}`, LARGEST_FRAME);
  } catch (error) {
    if (!(isLast && error instanceof BackupRefusedError)) throw error;
  }
}

async function readHeader(path: string, name: string): Promise<Buffer | null> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT')
      throw new BackupRefusedError('file-missing', `The journal's ${name} is missing: put it back`, { cause: error });
    throw error;
  });
  try {
    const head = await handle.read(Buffer.alloc(LENGTH_BYTES), 0, LENGTH_BYTES, 0);
    if (head.bytesRead < LENGTH_BYTES) return null;
    const length = head.buffer.readInt32LE();
    if (length <= LENGTH_BYTES || length > LARGEST_HEADER)
      throw new BackupRefusedError('bson-broken', `The journal's ${name} has no header: it is damaged`);
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, 0);
    return bytesRead < length ? null : buffer;
  } finally {
    await handle.close();
  }
}
