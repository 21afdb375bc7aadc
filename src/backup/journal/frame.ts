import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { mongo } from 'mongoose';
import { messageOf } from '../../errors/message-of.js';
import { BackupRefusedError } from '../backup-errors.js';
import { documentOf, elementOf, elementsOf } from './raw-bson.js';

const { BSON } = mongo;
const pack = promisify(gzip);
const unpack = promisify(gunzip);

const GZIP_LEVEL = 3;
const HASH_BYTES = 32;
/** The length and subtype that precede a binary's bytes. */
const BINARY_HEAD = 5;
/** A batch of events is closed at 8 MB, but one server reply (16 MB) may come on top; nothing larger is unpacked. */
const LARGEST_CONTENT = 40 * 1_048_576;

/** The newest journal format that this code writes and reads. */
export const JOURNAL_FORMAT = 1;

/** The initial value of the hash chain. */
export const NO_HASH = '0'.repeat(64);

/** The last valid frame of a segment; the next segment continues from it. */
export interface SegmentEnd {
  readonly file: string;
  /** Length of the segment including its last complete frame; anything after it is unfinished. */
  readonly bytes: number;
  /** Hash of the last frame, hexadecimal. */
  readonly hash: string;
}

/** The first frame of a segment, which says where the segment belongs. */
export interface SegmentHeader {
  readonly formatVersion: number;
  readonly database: string;
  /** Position in the journal. */
  readonly sequence: number;
  /** The writer's fencing token: of two segments with one position, the higher epoch wins. */
  readonly epoch: number;
  /** The previous segment; `null` for the very first. */
  readonly previous: SegmentEnd | null;
  /** The start of and reason for the gap before this segment; `null` if it continues seamlessly. */
  readonly gap: { readonly from: mongo.Timestamp; readonly reason: string } | null;
  /** The segment holds everything after this cluster time. */
  readonly from: mongo.Timestamp;
  /** The resume token from which the change stream continues; `null`: start at `from`. */
  readonly token: mongo.Document | null;
  /** The collection named `products`, as in `SegmentFrame`. */
  readonly collection: string | null;
  readonly since: mongo.Timestamp | null;
}

/** A batch of events that was synced to the disk at once. */
export interface SegmentFrame {
  /** Everything up to here is in the journal. */
  readonly to: mongo.Timestamp;
  readonly token: mongo.Document;
  readonly events: number;
  readonly contentBytes: number;
  /** UUID of the collection named `products` after these events; `null`: there is none. */
  readonly collection: string | null;
  /** When it got the name; `null` if before the journal began. */
  readonly since: mongo.Timestamp | null;
}

/** A frame as stored in the file. */
export interface StoredFrame {
  readonly bytes: Buffer;
  readonly hash: string;
}

/** Encodes a header, or a frame with its compressed events. Each frame's hash covers that of the previous frame. */
export async function encodeFrame(
  values: SegmentHeader | SegmentFrame,
  content: Buffer | null,
  previousHash: string,
): Promise<StoredFrame> {
  const parts = elementsOf(BSON.serialize(values)).map(({ bytes }) => bytes);
  if (content !== null)
    parts.push(binary('content', content.length === 0 ? content : await pack(content, { level: GZIP_LEVEL })));
  const bytes = documentOf([...parts, binary('hash', Buffer.alloc(HASH_BYTES))]);
  const hash = hashOf(bytes, previousHash);
  hash.copy(bytes, bytes.length - HASH_BYTES - 1);
  return { bytes, hash: hash.toString('hex') };
}

/** The hash of a stored frame, or `undefined` if the frame is damaged or does not follow the previous one. */
export function checkedHash(bytes: Buffer, previousHash: string): string | undefined {
  const at = bytes.length - HASH_BYTES - 1;
  const stored = bytes.subarray(at, at + HASH_BYTES);
  return at > 0 && hashOf(bytes, previousHash).equals(stored) ? stored.toString('hex') : undefined;
}

/** Parses a header whose hash has been checked. */
export function decodeHeader(bytes: Buffer): SegmentHeader {
  return BSON.deserialize(bytes) as SegmentHeader;
}

/** Parses a frame without its events; its hash must have been checked. */
export function decodeFrame(bytes: Buffer): SegmentFrame {
  return BSON.deserialize(
    documentOf(
      elementsOf(bytes)
        .filter(({ name }) => name !== 'content')
        .map((element) => element.bytes),
    ),
  ) as SegmentFrame;
}

/** The events of a frame, as bytes. */
export async function eventsOf(
  bytes: Buffer,
  { contentBytes, events }: SegmentFrame,
  name: string,
): Promise<readonly Buffer[]> {
  if (events === 0) return [];
  const packed = elementsOf(bytes)
    .find((element) => element.name === 'content')
    ?.value.subarray(BINARY_HEAD);
  if (packed === undefined || contentBytes > LARGEST_CONTENT)
    throw new BackupRefusedError('bson-broken', `${name} holds an impossible run of events: it is damaged`);
  try {
    const content = await unpack(packed, { maxOutputLength: contentBytes });
    const found: Buffer[] = [];
    for (let at = 0; at < content.length && found.length < events; at += content.readInt32LE(at))
      found.push(content.subarray(at, at + content.readInt32LE(at)));
    if (content.length === contentBytes && found.reduce((sum, event) => sum + event.length, 0) === contentBytes)
      return found;
  } catch (error) {
    throw new BackupRefusedError(
      'bson-broken',
      `${name} holds events that can't be unpacked (${messageOf(error)}): it is damaged`,
      { cause: error },
    );
  }
  throw new BackupRefusedError(
    'content-differs',
    `${name} does not hold the events that its header promises: it is damaged`,
  );
}

function hashOf(bytes: Buffer, previousHash: string): Buffer {
  return createHash('sha256')
    .update(previousHash)
    .update(bytes.subarray(0, -HASH_BYTES - 1))
    .digest();
}

function binary(name: string, content: Uint8Array): Buffer {
  const head = Buffer.alloc(BINARY_HEAD);
  head.writeInt32LE(content.length);
  return elementOf(BSON.BSONType.binData, name, Buffer.concat([head, content]));
}
