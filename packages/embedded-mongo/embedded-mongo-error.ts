/** What can keep the embedded server from running. */
export type EmbeddedMongoErrorCode =
  'MONGOD_NOT_AVAILABLE' | 'MONGOD_BINARY_BROKEN' | 'MONGOD_DATA_IN_USE' | 'MONGOD_NOT_STARTED';

/** The embedded server can't be had or can't start. The message says what to do. */
export class EmbeddedMongoError extends Error {
  override readonly name = 'EmbeddedMongoError';

  constructor(
    readonly code: EmbeddedMongoErrorCode,
    message: string,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

/** An error's message, also of an error of another realm (tests run in one of their own). */
export function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}
