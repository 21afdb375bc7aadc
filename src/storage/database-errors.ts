/** Codes of MongoDB errors that the repository acts upon. https://www.mongodb.com/docs/manual/reference/error-codes/ */
const CODES = {
  cursorNotFound: 43,
  queryPlanKilled: 175,
  documentValidationFailure: 121,
  badValue: 2,
  snapshotTooOld: 239,
  snapshotUnavailable: 246,
} as const;

/** Whether a read has to be begun again: its cursor or its snapshot is gone, as after a switch of the collection. */
export function isSnapshotGone(error: unknown): boolean {
  const code = codeOf(error);
  return code === CODES.cursorNotFound || code === CODES.queryPlanKilled || code === CODES.snapshotTooOld || code === CODES.snapshotUnavailable;
}

/** Whether a query named an index (`hint`) that is not there. */
export function isMissingIndex(error: unknown): boolean {
  return codeOf(error) === CODES.badValue && error instanceof Error && /hint/i.test(error.message);
}

/** Whether the collection's validator refused a write: while a collection is being switched it refuses them all. */
export function isFenced(error: unknown): boolean {
  return codeOf(error) === CODES.documentValidationFailure;
}

function codeOf(error: unknown): number | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'number' ? code : undefined;
}
