import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** A file being read as text. */
export interface TextFile {
  readonly pieces: AsyncIterable<string>;
  readonly totalBytes: number;
  /** How many bytes of the file have been read so far. */
  bytesRead(): number;
}

const PIECE_BYTES = 256 * 1024;

/**
 * Opens a UTF-8 text file, gzipped or not (told by its content, not its name), to be read in pieces. The reading throws
 * a `TypeError` for what is not UTF-8 and zlib's errors for a broken archive.
 */
export async function openText(filePath: string): Promise<TextFile> {
  const handle = await open(filePath, 'r');
  try {
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    const isGzip = bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
    const file = handle.createReadStream({ start: 0, highWaterMark: PIECE_BYTES });
    // The errors come out of the reading of the last stream; the callback only keeps them from being thrown twice.
    const bytes = isGzip ? pipeline(file, createGunzip({ chunkSize: PIECE_BYTES }), () => undefined) : file;
    return { pieces: decode(bytes), totalBytes: size, bytesRead: () => file.bytesRead };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function* decode(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const piece of bytes) yield decoder.decode(piece, { stream: true });
  yield decoder.decode();
}
