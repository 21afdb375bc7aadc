import { decodeDocument } from '../bson/decode-document.js';
import { decodePaths } from '../bson/lean-document.js';
import { selectPaths } from '../bson/selected-paths.js';
import { messageOf } from '../errors/message-of.js';
import type { DocumentVersion, Finding, Product, StoredDocument } from '../../migrations/index.js';
import { needsWhole, readLatest } from '../../migrations/index.js';
import { type LeanDocument, TO_READ, versionIn } from './lean-selections.js';

/** What the catalog needs from a stored document. */
export type LeanReading =
  | {
      readonly kind: 'product';
      readonly id: unknown;
      readonly product: Product;
      /** The stored version. */
      readonly version: number;
      readonly warnings: readonly Finding[];
    }
  /** Recognized, but it cannot be mapped or decoded: it is kept unchanged and never served. */
  | { readonly kind: 'failing'; readonly id: unknown; readonly version: number; readonly failures: readonly Finding[] }
  /** Of no known version: it is kept unchanged and never served. `id` is `undefined` if even that cannot be decoded. */
  | { readonly kind: 'unrecognised'; readonly id: unknown };

const ID = selectPaths(['_id']);

/**
 * Reads the product from the bytes of a stored document of any version. The result equals that of `readProduct` on the
 * decoded document, but is many times faster, because only the fields that the mapping reads are decoded and no patch
 * is built. Pure; never throws.
 */
export function readProductBytes(bytes: Uint8Array): LeanReading {
  let lean: LeanDocument | undefined;
  try {
    lean = decodedAsNeeded(bytes);
  } catch (error) {
    const version = versionOf(bytes);
    if (version === undefined) return { kind: 'unrecognised', id: idIn(bytes) };
    const failure: Finding = { path: '', problem: `Document cannot be decoded: ${messageOf(error)}` };
    return { kind: 'failing', id: idIn(bytes), version: version.version, failures: [failure] };
  }
  if (lean === undefined) return { kind: 'unrecognised', id: idIn(bytes) };

  const outcome = readLatest(lean.document);
  const id = lean.document._id;
  if (!outcome.ok) return { kind: 'failing', id, version: lean.version.version, failures: outcome.failures };
  return {
    kind: 'product',
    id,
    product: outcome.value.product,
    version: outcome.value.from,
    warnings: outcome.warnings,
  };
}

function decodedAsNeeded(bytes: Uint8Array): LeanDocument | undefined {
  const lean = TO_READ.decode(bytes);
  return lean !== undefined && needsWhole(lean.document, lean.version)
    ? { ...lean, document: decodeDocument(bytes) as StoredDocument }
    : lean;
}

function versionOf(bytes: Uint8Array): DocumentVersion | undefined {
  try {
    return versionIn(bytes);
  } catch {
    return undefined;
  }
}

function idIn(bytes: Uint8Array): unknown {
  try {
    return decodePaths(bytes, ID)['_id'];
  } catch {
    return undefined;
  }
}
