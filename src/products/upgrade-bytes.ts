import type { BsonWriter } from '../bson/bson-writer.js';
import { decodeWhole } from '../bson/lean-document.js';
import { patchBytes } from '../bson/patch-bytes.js';
import { messageOf } from '../errors/message-of.js';
import type { Finding, LeanPatch, Outcome, StoredDocument } from '../../migrations/index.js';
import { downgrade, patchToLatest, upgradeToLatest } from '../../migrations/index.js';
import { TO_UPGRADE } from './lean-selections.js';

/** What a stored document becomes in another version. */
export type MappedBytes =
  /** The new document; the stored bytes themselves where there is nothing to change. */
  | { readonly kind: 'document'; readonly bytes: Uint8Array }
  /** The mapping refuses it: it stays as it is. */
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] }
  /** Only the server can patch it exactly, see `patchBytes`. */
  | { readonly kind: 'server' };

const ON_SERVER: MappedBytes = { kind: 'server' };

/**
 * Upgrades a document from bytes to bytes: what `upgradeToLatest` and `patchBytes` make of the decoded document, or
 * refuse, in a fraction of the time. Only the fields that the mapping looks at are decoded, and the patch is not tried
 * on the document first: tests prove that it gives what the mapping means, and a migration's verification compares
 * every document. Never throws: what cannot be decoded is refused.
 * @param writer where new documents are written, one after the other
 */
export function upgradeBytes(bytes: Uint8Array, writer: BsonWriter): MappedBytes {
  return patched(bytes, upgradeOf, writer);
}

/** Takes an upgrade back, from bytes to bytes, as `downgrade` says. Never throws; decodes the document whole. */
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
