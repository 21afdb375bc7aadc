/** Server error codes that migrations react to. https://www.mongodb.com/docs/manual/reference/error-codes/ */
const CODES = {
  changeStreamFatal: 280,
  historyLost: 286,
  indexBuildRunning: 12587,
} as const;

/** Whether the oplog no longer reaches back to the position of a change stream. */
export const isHistoryLost = (error: unknown): boolean =>
  codeOf(error) === CODES.historyLost || codeOf(error) === CODES.changeStreamFatal;
/** Whether an index build prevents a rename. */
export const isIndexBuildRunning = (error: unknown): boolean => codeOf(error) === CODES.indexBuildRunning;

function codeOf(error: unknown): number | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'number' ? code : undefined;
}
