import { FENCE_TITLE } from './fence-title.js';

/** The MongoDB error codes that the repository handles. https://www.mongodb.com/docs/manual/reference/error-codes/ */
const CODES = {
  lockTimeout: 24,
  namespaceNotFound: 26,
  cursorNotFound: 43,
  maxTimeMSExpired: 50,
  writeConflict: 112,
  documentValidationFailure: 121,
  queryPlanKilled: 175,
  snapshotTooOld: 239,
  snapshotUnavailable: 246,
  noSuchTransaction: 251,
  duplicateKey: 11_000,
} as const;

const SNAPSHOT_GONE: ReadonlySet<number> = new Set([
  CODES.cursorNotFound,
  CODES.queryPlanKilled,
  CODES.snapshotTooOld,
  CODES.snapshotUnavailable,
]);
/** Errors of a write that conflicts with other writes or with a switch of its collection: a retry succeeds. */
const OVERTAKEN: ReadonlySet<number> = new Set([
  ...SNAPSHOT_GONE,
  CODES.lockTimeout,
  CODES.namespaceNotFound,
  CODES.writeConflict,
  CODES.noSuchTransaction,
]);
const RETRY_LABELS = ['TransientTransactionError', 'UnknownTransactionCommitResult', 'RetryableWriteError'] as const;

/** Whether a read must be restarted: its cursor or its snapshot is gone, as after a switch of the collection. */
export function isSnapshotGone(error: unknown): boolean {
  return SNAPSHOT_GONE.has(codeOf(error) ?? -1);
}

/**
 * Whether a migration's fence rejected a write, as it rejects all writes while the collection is being switched. Any
 * other error 121 means that a validator rejected the document. Accepts the error of a single write, of a bulk write,
 * or one entry of the latter.
 */
export function isFenced(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { writeErrors } = error as { writeErrors?: unknown };
  // Some versions of the driver return a single failed write as an object instead of an array.
  const entries: readonly unknown[] = [error, ...[writeErrors ?? []].flat()];
  return entries.some((entry) => fencesWrite(entry) || fencesWrite((entry as { err?: unknown } | undefined)?.err));
}

function fencesWrite(error: unknown): boolean {
  if (codeOf(error) !== CODES.documentValidationFailure) return false;
  const { errInfo, errorResponse } = error as { errInfo?: unknown; errorResponse?: { errInfo?: unknown } };
  const title = ((errInfo ?? errorResponse?.errInfo) as { details?: { title?: unknown } } | undefined)?.details?.title;
  return typeof title === 'string' && title.startsWith(FENCE_TITLE);
}

/** Whether a validator of the collection, but not a migration's fence, rejected a document. */
export function isRefusedDocument(error: unknown): boolean {
  return codeOf(error) === CODES.documentValidationFailure && !isFenced(error);
}

/** Whether the server gave an operation up because its `maxTimeMS` was over. */
export function isTimeLimit(error: unknown): boolean {
  return codeOf(error) === CODES.maxTimeMSExpired;
}

/** Whether a document with the same unique key already exists. */
export function isDuplicateKey(error: unknown): boolean {
  return codeOf(error) === CODES.duplicateKey;
}

/** Whether a write, or its transaction, must be retried because others were faster or the collection was switched. */
export function isOvertaken(error: unknown): boolean {
  return OVERTAKEN.has(codeOf(error) ?? -1) || hasRetryLabel(error);
}

function hasRetryLabel(error: unknown): boolean {
  const { hasErrorLabel } = (error ?? {}) as { hasErrorLabel?: unknown };
  return typeof hasErrorLabel === 'function' && RETRY_LABELS.some((label) => hasErrorLabel.call(error, label) === true);
}

function codeOf(error: unknown): number | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'number' ? code : undefined;
}
