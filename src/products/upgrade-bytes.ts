import type { BsonWriter } from '../bson/bson-writer.js';
import { decodeWhole } from '../bson/lean-document.js';
import { patchBytes } from '../bson/patch-bytes.js';
import { messageOf } from '../errors/message-of.js';
import type { Finding, LeanPatch, Outcome, StoredDocument } from '../../migrations/index.js';
import { downgrade, patchToLatest, upgradeToLatest } from '../../migrations/index.js';
import { TO_UPGRADE } from './lean-selections.js';

/** The result of converting a stored document to another version. */
export type MappedBytes =
  /** The new document; the stored bytes themselves if there is nothing to change. */
  | { readonly kind: 'document'; readonly bytes: Uint8Array }
  /** It cannot be mapped: it stays unchanged. */
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] }
  /** Only the server can patch it exactly, see `patchBytes`. */
  | { readonly kind: 'server' };

const ON_SERVER: MappedBytes = { kind: 'server' };

/**
 * Upgrades a document from bytes to bytes. The result equals that of `upgradeToLatest` and `patchBytes` on the decoded
 * document, including rejections, at a fraction of the cost. Only the fields that the mapping reads are decoded, and
 * the patch is not first applied in memory: tests prove that it produces the right result, and a migration's
 * verification compares every document. Never throws: what cannot be decoded is rejected.
 * @param writer where new documents are written, one after the other
 */
export function upgradeBytes(bytes: Uint8Array, writer: BsonWriter): MappedBytes {
  return patched(bytes, upgradeOf, writer);
}

/** Reverts an upgrade from bytes to bytes, like `downgrade`. Never throws; decodes the whole document. */
export function downgradeBytes(bytes: Uint8Array, writer: BsonWriter): MappedBytes {
  return patched(bytes, downgradeOf, writer);
}

type PatchOf = (bytes: Uint8Array) => Outcome<LeanPatch>;

function patched(bytes: Uint8Array, patchOf: PatchOf, writer: BsonWriter): MappedBytes {
  const outcome = decodable(bytes, patchOf);
  if (!outcome.ok) return { kind: 'refused', findings: outcome.failures };
  if (outcome.value === null) return { kind: 'document', bytes };
  const result = patchBytes(bytes, outcome.value, writer);
  return result === null ? ON_SERVER : { kind: 'document', bytes: result };
}

function decodable(bytes: Uint8Array, patchOf: PatchOf): Outcome<LeanPatch> {
  try {
    return patchOf(bytes);
  } catch (error) {
    return { ok: false, failures: [{ path: '', problem: `Document cannot be decoded: ${messageOf(error)}` }] };
  }
}

function downgradeOf(bytes: Uint8Array): Outcome<LeanPatch> {
  const outcome = downgrade(decodeWhole(bytes) as StoredDocument);
  return outcome.ok ? { ...outcome, value: outcome.value.patch } : outcome;
}

function upgradeOf(bytes: Uint8Array): Outcome<LeanPatch> {
  const decoded = TO_UPGRADE.decode(bytes);
  const lean = decoded && patchToLatest(decoded.document);
  if (lean !== undefined) return lean;
  const whole = upgradeToLatest(decodeWhole(bytes) as StoredDocument);
  return whole.ok ? { ...whole, value: whole.value.patch } : whole;
}
