import { FENCE_TITLE } from './fence-title.js';

/** Codes of MongoDB errors that the repository acts upon. https://www.mongodb.com/docs/manual/reference/error-codes/ */
const CODES = {
  lockTimeout: 24,
  namespaceNotFound: 26,
  cursorNotFound: 43,
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
/** What a write meets while others write, or while its collection is switched: begun again, it goes through. */
const OVERTAKEN: ReadonlySet<number> = new Set([
  ...SNAPSHOT_GONE,
  CODES.lockTimeout,
  CODES.namespaceNotFound,
  CODES.writeConflict,
  CODES.noSuchTransaction,
]);
const RETRY_LABELS = ['TransientTransactionError', 'UnknownTransactionCommitResult', 'RetryableWriteError'] as const;

/** Whether a read has to be begun again: its cursor or its snapshot is gone, as after a switch of the collection. */
export function isSnapshotGone(error: unknown): boolean {
  return SNAPSHOT_GONE.has(codeOf(error) ?? -1);
}

/**
 * Whether a migration's fence refused a write, as it does with all while the collection is being switched. Any other
 * error 121 is a document that a validator refuses. Knows the error of one write, of a bulk write, and one entry of
 * that.
 */
export function isFenced(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { writeErrors } = error as { writeErrors?: unknown };
  // A single failed write is given as the object itself by some versions of the driver.
  const entries: readonly unknown[] = [error, ...[writeErrors ?? []].flat()];
  return entries.some((entry) => fencesWrite(entry) || fencesWrite((entry as { err?: unknown } | undefined)?.err));
}

function fencesWrite(error: unknown): boolean {
  if (codeOf(error) !== CODES.documentValidationFailure) return false;
  const { errInfo, errorResponse } = error as { errInfo?: unknown; errorResponse?: { errInfo?: unknown } };
  const title = ((errInfo ?? errorResponse?.errInfo) as { details?: { title?: unknown } } | undefined)?.details?.title;
  return typeof title === 'string' && title.startsWith(FENCE_TITLE);
}

/** Whether a validator of the collection refused a document; not the fence of a migration. */
export function isRefusedDocument(error: unknown): boolean {
  return codeOf(error) === CODES.documentValidationFailure && !isFenced(error);
}

/** Whether a document with the same unique key is there already. */
export function isDuplicateKey(error: unknown): boolean {
  return codeOf(error) === CODES.duplicateKey;
}

/**
 * Whether a write, or its transaction, has to be begun again since others were quicker or the collection was switched.
 */
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
