import { promisify } from 'node:util';
import { brotliCompress, constants, crc32, gzip } from 'node:zlib';

/** The content encodings in which responses are cached. */
export type Encoding = 'br' | 'gzip';

/** A UTF-16 code unit takes at most three bytes in UTF-8. */
const MAX_UTF8_BYTES = 3;
/** Below this size compressing costs more than it saves. */
const MIN_BYTES = 1024;
const BROTLI_QUALITY = 4; // zlib's default of 11 is meant for files that are compressed once

const toGzip = promisify<Buffer, object, Buffer>(gzip);
const toBrotli = promisify<Buffer, object, Buffer>(brotliCompress);

/**
 * A body whose end differs in every response (its request id) but whose constant part is compressed only once: the
 * compressed constant part ends on a byte boundary, and the end is appended as a block that is stored uncompressed.
 */
export class CompressedBody {
  private readonly forms: Partial<Record<Encoding, Promise<Buffer>>> = {};
  private checksum: number | undefined;
  private compressedBytes = 0;

  /**
   * @param plain the constant part
   * @param room a buffer that starts with the constant part and has room for an end, if there is one
   */
  constructor(
    readonly plain: Buffer,
    private room?: Buffer,
  ) {}

  /** The memory of the body in bytes, in all encodings requested so far. */
  get byteLength(): number {
    return this.plain.length + this.compressedBytes;
  }

  /** The whole body, uncompressed. @param end what follows the constant part */
  whole(end: string): Buffer {
    const { plain, room } = this;
    // Most bodies are sent once: the end goes into the room after them, which avoids copying the whole body.
    this.room = undefined;
    if (room !== undefined && room.length - plain.length >= end.length * MAX_UTF8_BYTES)
      return room.subarray(0, plain.length + room.write(end, plain.length));
    return Buffer.concat([plain, Buffer.from(end)]);
  }

  /** The whole body in an encoding. @param end what follows the constant part, 65,535 bytes at most */
  async in(encoding: Encoding, end: string): Promise<Buffer> {
    this.forms[encoding] ??= this.compress(encoding);
    const start = await this.forms[encoding];
    const tail = Buffer.from(end);
    return Buffer.concat(
      encoding === 'br'
        ? [start, ...brotliEnd(tail)]
        : [start, ...gzipEnd(tail, this.crcWith(tail), this.plain.length)],
    );
  }

  private async compress(encoding: Encoding): Promise<Buffer> {
    const start = await (encoding === 'br'
      ? toBrotli(this.plain, {
          finishFlush: constants.BROTLI_OPERATION_FLUSH,
          params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY },
        })
      : toGzip(this.plain, { finishFlush: constants.Z_SYNC_FLUSH }));
    this.compressedBytes += start.length;
    return start;
  }

  private crcWith(tail: Buffer): number {
    this.checksum ??= crc32(this.plain);
    return crc32(tail, this.checksum);
  }
}

/** A last stored block, then checksum and length (RFC 1951, 3.2.4; RFC 1952, 2.3.1). */
function gzipEnd(tail: Buffer, checksum: number, before: number): Buffer[] {
  const head = Buffer.alloc(5);
  head.writeUInt8(1);
  head.writeUInt16LE(tail.length, 1);
  head.writeUInt16LE(~tail.length & 0xffff, 3);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(checksum);
  trailer.writeUInt32LE((before + tail.length) >>> 0, 4);
  return [head, tail, trailer];
}

/** A meta-block of uncompressed bytes, then the empty last block (RFC 7932, 9.2). */
function brotliEnd(tail: Buffer): Buffer[] {
  const head = Buffer.alloc(3);
  // Not the last block; length minus one, in four nibbles; uncompressed.
  head.writeUIntLE(((tail.length - 1) << 3) | (1 << 19), 0, 3);
  return [head, tail, Buffer.from([3])];
}

/** The encoding to respond in: brotli before gzip, if the client accepts it and the body is large enough. */
export function chooseEncoding(acceptEncoding: string | undefined, bytes: number): Encoding | undefined {
  if (acceptEncoding === undefined || bytes < MIN_BYTES) return undefined;
  const taken = acceptEncoding
    .toLowerCase()
    .split(',')
    .flatMap((part) => {
      const [name = '', ...parameters] = part.split(';').map((one) => one.trim());
      return parameters.some((parameter) => /^q=0(\.0{1,3})?$/.test(parameter)) ? [] : [name];
    });
  return (['br', 'gzip'] as const).find((encoding) => taken.includes(encoding));
}
