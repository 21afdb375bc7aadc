import { MongoError, MongoNetworkError, MongoServerSelectionError, MongoWriteConcernError } from 'mongodb';

import { FENCE_TITLE } from '../../../src/database/fence-title.js';

/** What a writer knows of its write: `unknown` may or may not have happened. */
export type Outcome = 'ok' | 'fail' | 'unknown';

/** What an error says of the write that it ends. */
export type ErrorVerdict =
  /** Refused while a collection is switched: it has not happened, and is tried again. */
  | 'fenced'
  /** It has not happened, but might if it were tried again. */
  | 'again'
  | 'duplicate'
  | 'fail'
  | 'unknown';

const DUPLICATE = 11_000;
/** Refused by validation; by `setUserWriteBlockMode`. */
const VALIDATION = 121;
const WRITES_BLOCKED = 371;
/** Write conflict, snapshot gone, plan killed by a rename: a write of one document has then not happened. */
const AGAIN: ReadonlySet<unknown> = new Set([112, 175, 246, 251]);
/**
 * Not primary, interrupted, shutting down, primary stepped down: the driver has tried again, and how often is unknown.
 */
const AMBIGUOUS: ReadonlySet<unknown> = new Set([
  64, 89, 91, 189, 262, 6, 7, 50, 9001, 10_107, 11_600, 11_601, 11_602, 13_435, 13_436,
]);

/** Judges an error of a single write. */
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
  // An error without a code comes from the driver, e.g. from a pool that was cleared: nobody knows how far it got.
  return code === undefined ? 'unknown' : 'fail';
}

/** Whether a write, or a part of a bulk write, was refused because its collection is being switched. */
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
