import { MongoError, MongoNetworkError, MongoServerSelectionError, MongoWriteConcernError } from 'mongodb';

import { FENCE_TITLE } from '../../../src/database/fence-title.js';

/** What a writer knows about its write: `unknown` may or may not have happened. */
export type Outcome = 'ok' | 'fail' | 'unknown';

/** What an error implies for its write. */
export type ErrorVerdict =
  /** Rejected while a collection is being switched: it has not happened, and is retried. */
  | 'fenced'
  /** It has not happened, but may succeed on a retry. */
  | 'again'
  | 'duplicate'
  | 'fail'
  | 'unknown';

const DUPLICATE = 11_000;
/** Rejected by validation; by `setUserWriteBlockMode`. */
const VALIDATION = 121;
const WRITES_BLOCKED = 371;
/** Write conflict, snapshot gone, plan killed by a rename: a write of one document has then not happened. */
const AGAIN: ReadonlySet<unknown> = new Set([112, 175, 246, 251]);
/** Not primary, interrupted, shutting down, primary stepped down: the driver has retried an unknown number of times. */
const AMBIGUOUS: ReadonlySet<unknown> = new Set([
  64, 89, 91, 189, 262, 6, 7, 50, 9001, 10_107, 11_600, 11_601, 11_602, 13_435, 13_436,
]);

/** Classifies an error of a single write. */
export function verdictOn(error: unknown): ErrorVerdict {
  if (isFence(error)) return 'fenced';
  if (
    error instanceof MongoNetworkError ||
    error instanceof MongoServerSelectionError ||
    error instanceof MongoWriteConcernError
  )
    return 'unknown';
  const code = codeOf(error);
  if (code === DUPLICATE) return 'duplicate';
  if (AGAIN.has(code)) return 'again';
  if (AMBIGUOUS.has(code) || (error instanceof MongoError && error.hasErrorLabel('RetryableWriteError')))
    return 'unknown';
  // An error without a code comes from the driver, e.g. from a cleared pool: how far the write got is unknown.
  return code === undefined ? 'unknown' : 'fail';
}

/** Whether a write that failed has certainly not happened: a fence or a rename of its collection stood in its way. */
export function isNotWritten(error: unknown): boolean {
  return ['fenced', 'again'].includes(verdictOn(error));
}

/** Whether a write, or a part of a bulk write, was rejected because its collection is being switched. */
export function isFence(error: unknown): boolean {
  const { errInfo } = error as { errInfo?: { details?: { title?: unknown } } };
  const title = errInfo?.details?.title;
  return (
    (codeOf(error) === VALIDATION && typeof title === 'string' && title.startsWith(FENCE_TITLE)) ||
    codeOf(error) === WRITES_BLOCKED
  );
}

/** A short name of an error for the report. */
export function errorName(error: unknown): string {
  const code = codeOf(error);
  const name = error instanceof Error ? error.constructor.name : typeof error;
  return code === undefined ? name : `${name} ${String(code)}`;
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
