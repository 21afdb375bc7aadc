import { BackupRefusedError } from './backup-errors.js';

const SMALLEST_DOCUMENT = 5;
/** The server's document size limit, with the small margin that it grants itself. */
const LARGEST_DOCUMENT = 16 * 1_048_576 + 16_384;

/** Splits a stream of concatenated BSON documents; throws on impossible lengths. */
export async function* bsonDocuments(
  source: AsyncIterable<Buffer>,
  name: string,
  largest = LARGEST_DOCUMENT,
): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let held = 0;
  let needed = SMALLEST_DOCUMENT;
  for await (const chunk of source) {
    parts.push(chunk);
    held += chunk.length;
    if (held < needed) continue;
    const bytes = Buffer.concat(parts, held);
    let at = 0;
    needed = SMALLEST_DOCUMENT;
    while (held - at >= needed) {
      needed = documentLength(bytes, at, { name, largest });
      if (held - at < needed) break;
      yield documentAt(bytes, at, needed, name);
      at += needed;
      needed = SMALLEST_DOCUMENT;
    }
    parts = [bytes.subarray(at)];
    held -= at;
  }
  if (held > 0) throw broken(name, 'ends in the middle of a document');
}

function documentLength(
  bytes: Buffer,
  at: number,
  { name, largest }: { readonly name: string; readonly largest: number },
): number {
  const length = bytes.readInt32LE(at);
  if (length < SMALLEST_DOCUMENT || length > largest)
    throw broken(name, `holds a document that says it has ${length} bytes`);
  return length;
}

function documentAt(bytes: Buffer, at: number, length: number, name: string): Buffer {
  if (bytes[at + length - 1] !== 0) throw broken(name, 'holds a document that does not end where it says');
  return bytes.subarray(at, at + length);
}

function broken(name: string, problem: string): BackupRefusedError {
  return new BackupRefusedError('bson-broken', `${name} ${problem}: it is damaged; use another backup`);
}
