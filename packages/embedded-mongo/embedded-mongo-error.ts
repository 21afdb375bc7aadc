/** Why the embedded server cannot run. */
export type EmbeddedMongoErrorCode =
  'MONGOD_NOT_AVAILABLE' | 'MONGOD_BINARY_BROKEN' | 'MONGOD_DATA_IN_USE' | 'MONGOD_NOT_STARTED';

/** The embedded server is unavailable or cannot start. The message says what to do. */
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

/** An error's message, even if the error comes from another realm (tests run in one of their own). */
export function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}
