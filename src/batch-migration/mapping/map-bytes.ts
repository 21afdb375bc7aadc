import { setImmediate as yieldToOthers } from 'node:timers/promises';

import { BsonWriter } from '../../bson/bson-writer.js';
import type { StoredBytes } from '../../collection-swap/stored-bytes.js';
import { downgradeBytes, upgradeBytes } from '../../products/upgrade-bytes.js';
import type { Direction, MappedBytes, Refused } from './mapped-documents.js';

/** Mapping is CPU-bound; other work waits no longer than this for its turn. */
const TURN_MS = 8;

/**
 * Maps documents as bytes: what the mapping leaves alone stays the same byte for byte. Yields to other work in between.
 */
export async function mapBytes(stored: readonly StoredBytes[], direction: Direction): Promise<MappedBytes> {
  const documents: StoredBytes[] = [];
  const refused: Refused[] = [];
  const onServer: StoredBytes[] = [];
  const map = direction === 'up' ? upgradeBytes : downgradeBytes;
  const writer = new BsonWriter();
  let turn = performance.now();
  for (const document of stored) {
    const mapped = map(document.bytes, writer);
    if (mapped.kind === 'refused') refused.push({ id: document.id, findings: mapped.findings });
    if (mapped.kind === 'server') onServer.push(document);
    else documents.push({ id: document.id, bytes: mapped.kind === 'document' ? mapped.bytes : document.bytes });
    if (performance.now() - turn > TURN_MS) {
      await yieldToOthers();
      turn = performance.now();
    }
  }
  return { documents, refused, onServer };
}
