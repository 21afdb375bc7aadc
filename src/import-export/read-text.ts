import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** A text file being read. */
export interface TextFile {
  readonly pieces: AsyncIterable<string>;
  readonly totalBytes: number;
  /** Bytes of the file read so far. */
  bytesRead(): number;
}

const PIECE_BYTES = 256 * 1024;

/**
 * Opens a UTF-8 text file for reading in chunks; gzip is detected by content, not by name. Reading throws a `TypeError`
 * on invalid UTF-8 and zlib's errors on a damaged archive.
 */
export async function openText(filePath: string): Promise<TextFile> {
  const handle = await open(filePath, 'r');
  try {
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    const isGzip = bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
    const file = handle.createReadStream({ start: 0, highWaterMark: PIECE_BYTES });
    // Errors surface when reading the last stream; the callback only prevents them from being thrown twice.
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
