/** Codes of server errors that the migration acts upon. https://www.mongodb.com/docs/manual/reference/error-codes/ */
const CODES = {
  namespaceNotFound: 26,
  maxTimeExpired: 50,
  changeStreamFatal: 280,
  historyLost: 286,
  indexBuildRunning: 12587,
  duplicateKey: 11000,
  uuidMismatch: 361,
} as const;

/** Whether a unique index refused a write. */
export const isDuplicateKey = (error: unknown): boolean => codeOf(error) === CODES.duplicateKey;
/** Whether a collection does not have the UUID, or the name, that a command asked for. */
export const isOtherCollection = (error: unknown): boolean => codeOf(error) === CODES.uuidMismatch || codeOf(error) === CODES.namespaceNotFound;
/** Whether a command was given up because it had to wait for others too long. */
export const isTimedOut = (error: unknown): boolean => codeOf(error) === CODES.maxTimeExpired;
/** Whether the oplog no longer reaches back to where a change stream has to go on. */
export const isHistoryLost = (error: unknown): boolean => codeOf(error) === CODES.historyLost || codeOf(error) === CODES.changeStreamFatal;
/** Whether an index build stands in the way of a rename. */
export const isIndexBuildRunning = (error: unknown): boolean => codeOf(error) === CODES.indexBuildRunning;

function codeOf(error: unknown): number | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'number' ? code : undefined;
}
