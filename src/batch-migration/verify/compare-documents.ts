import { mongo } from 'mongoose';

import type { StoredDocument } from '../../../migrations/index.js';
import { deepEqual, differences, upgradeToLatest } from '../../../migrations/index.js';
import { BsonWriter } from '../../bson/bson-writer.js';
import { messageOf } from '../../errors/message-of.js';
import { restoredBytes } from '../../products/restored-bytes.js';
import { upgradeBytes } from '../../products/upgrade-bytes.js';
import { decode } from '../../collection-swap/stored-bytes.js';

const { BSON } = mongo;

/** A document as it is stored, byte for byte. */
export type RawDocument = Uint8Array;

/** The problem of a copy; `undefined` if it is correct. */
export type Comparison = (
  source: RawDocument | undefined,
  copy: RawDocument | undefined,
  id: unknown,
) => string | undefined;

/** The copy must have the same bytes. */
export const sameBytes: Comparison = (source, copy) =>
  whereBothAre(source, copy, (one, other) =>
    Buffer.compare(one, other) === 0 ? undefined : 'the copy has other bytes',
  );

/**
 * The copy must be the upgrade of the source: the same bytes wherever the patch does not apply, and the same content
 * overall. A document that the mapping refuses must have the same bytes.
 */
export const isUpgrade: Comparison = (source, copy) => whereBothAre(source, copy, upgradeProblem);

/** The copy must be an older form of the source, whose upgrade has the source's content. */
export const isDowngrade: Comparison = (source, copy) => whereBothAre(source, copy, downgradeProblem);

/**
 * The same for documents that nobody has written since they were compared as upgrades: whether the source's own record
 * of its old state gives the bytes of the copy. It takes a fraction of the time, and detects every differing byte; but
 * for a document written since, it would not detect that the copy lacks the change.
 */
export function isUntouchedDowngrade(isUntouched: (id: unknown) => boolean): Comparison {
  return (source, copy, id) =>
    source !== undefined && copy !== undefined && isUntouched(id) && isRestored(source, copy)
      ? undefined
      : isDowngrade(source, copy, id);
}

function isRestored(source: RawDocument, copy: RawDocument): boolean {
  const bytes = restoredBytes(source, writer);
  return bytes !== null && Buffer.compare(bytes, copy) === 0;
}

/** Reused for bytes that are only compared. */
const writer = new BsonWriter({ overwrites: true });

function downgradeProblem(source: RawDocument, copy: RawDocument): string | undefined {
  // Nearly always the document has not changed since its upgrade.
  return Buffer.compare(source, copy) === 0 || isUpgradeOf(source, copy)
    ? undefined
    : decoded(() => contentProblem(source, copy));
}

/** Bytes that cannot be decoded must not stop the comparison: they are a mismatch like any other. */
function decoded(problem: () => string | undefined): string | undefined {
  try {
    return problem();
  } catch (error) {
    return `it cannot be decoded (${messageOf(error)}), and its bytes differ from the expected ones`;
  }
}

function contentProblem(source: RawDocument, copy: RawDocument): string | undefined {
  const latest = decode(source);
  const outcome = upgradeToLatest(decode(copy));
  if (!outcome.ok) return 'the copy in the old form cannot be upgraded again';
  const [difference] = differences(outcome.value.document, latest);
  return difference === undefined ? undefined : `${difference.path} would not be the same after another upgrade`;
}

function upgradeProblem(source: RawDocument, copy: RawDocument): string | undefined {
  // Nearly always the copy has exactly these bytes. Only if not, the difference is examined.
  return isUpgradeOf(copy, source) ? undefined : decoded(() => differenceProblem(source, copy));
}

function differenceProblem(source: RawDocument, copy: RawDocument): string | undefined {
  const before = decode(source);
  const outcome = upgradeToLatest(before);
  if (!outcome.ok || outcome.value.patch === null)
    return Buffer.compare(source, copy) === 0 ? undefined : 'a document that must not change has changed';
  const { patch, document } = outcome.value;
  const after = decode(copy);
  const [different] = differentFields(document, after);
  if (different !== undefined) return `${different} differs from what the upgrade gives`;
  const touched = new Set([...patch.set.map(({ path }) => path), ...patch.unset].map((path) => path.split('.')[0]));
  return untouchedProblem(source, copy, touched);
}

/**
 * Whether a document has exactly the bytes that upgrading another one gives; if that one needs no upgrade, its own
 * bytes.
 */
function isUpgradeOf(upgraded: RawDocument, stored: RawDocument): boolean {
  const mapped = upgradeBytes(stored, writer);
  if (mapped.kind === 'server') return false;
  return Buffer.compare(mapped.kind === 'document' ? mapped.bytes : stored, upgraded) === 0;
}

function differentFields(expected: StoredDocument, actual: StoredDocument): string[] {
  const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  return [...keys].filter((key) => !deepEqual(expected[key], actual[key]));
}

/** Fields that the patch leaves alone must have the same bytes in both. */
function untouchedProblem(
  source: RawDocument,
  copy: RawDocument,
  touched: ReadonlySet<string | undefined>,
): string | undefined {
  const fields = elements(copy);
  for (const [name, bytes] of elements(source)) {
    const other = fields.get(name);
    if (!touched.has(name) && (other === undefined || Buffer.compare(bytes, other) !== 0))
      return `${name} has other bytes`;
  }
  return undefined;
}

/** The top-level fields of a document as bytes, including their types. */
function elements(bytes: RawDocument): Map<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  for (const [type, nameOffset, nameLength, offset, length] of BSON.onDemand.parseToElements(bytes)) {
    const name = Buffer.from(bytes.buffer, bytes.byteOffset + nameOffset, nameLength).toString();
    found.set(name, Buffer.concat([Uint8Array.of(type), bytes.subarray(offset, offset + length)]));
  }
  return found;
}

/** A document that is in neither is correct: it was deleted in both. */
function whereBothAre(
  source: RawDocument | undefined,
  copy: RawDocument | undefined,
  compare: (source: RawDocument, copy: RawDocument) => string | undefined,
): string | undefined {
  if (source === undefined) return copy === undefined ? undefined : 'the copy has a document that the source lacks';
  return copy === undefined ? 'the copy lacks the document' : compare(source, copy);
}
