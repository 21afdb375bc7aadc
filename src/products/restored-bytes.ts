import { RESTORING_PATHS, restoringPatch, type StoredDocument } from '../../migrations/index.js';
import type { BsonWriter } from '../bson/bson-writer.js';
import { decodePaths } from '../bson/lean-document.js';
import { patchBytes } from '../bson/patch-bytes.js';
import { selectPaths } from '../bson/selected-paths.js';

const TO_RESTORE = selectPaths(RESTORING_PATHS.paths, [], RESTORING_PATHS.elementFields);

/**
 * The original bytes of an upgraded document, according to its own `legacy`, if nobody has changed it since. `null` if
 * they cannot be determined. Never throws.
 * @param writer where the bytes are written
 */
export function restoredBytes(bytes: Uint8Array, writer: BsonWriter): Uint8Array | null {
  try {
    const patch = restoringPatch(decodePaths(bytes, TO_RESTORE) as StoredDocument);
    return patch === undefined ? null : patchBytes(bytes, patch, writer);
  } catch {
    return null;
  }
}
