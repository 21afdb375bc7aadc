/** Driver errors that mean that no server could respond. */
const UNAVAILABLE_NAMES: ReadonlySet<string> = new Set([
  'MongoServerSelectionError',
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoPoolClosedError',
  'MongoPoolClearedError',
  'PoolClearedOnNetworkError',
  'MongoPoolClearedOnNetworkError',
  'MongoWaitQueueTimeoutError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoClientClosedError',
  'MongoOperationTimeoutError',
  'MongooseServerSelectionError',
]);

/** Codes of a server that is stepping down, starting or stopping, or that ran out of time. */
const UNAVAILABLE_CODES: ReadonlySet<number> = new Set([
  6,
  7,
  89,
  91,
  189,
  262,
  9001,
  10_107,
  11_600,
  11_602,
  13_435,
  13_436, // the retryable ones of the drivers' specification
  50, // MaxTimeMSExpired
]);

/**
 * Errors of a write to a socket whose other end is gone. If the socket learns that from the very command, driver 7.8
 * throws the socket's own error, and does not repeat the command.
 */
const BROKEN_SOCKET: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE']);

/**
 * Whether an error means that the database is temporarily unavailable. Checked by name, so another copy of the driver
 * works too.
 */
export function isMongoUnavailable(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('name' in error)) return false;
  const { name, code, syscall } = error as { name: unknown; code?: unknown; syscall?: unknown };
  if (syscall === 'write' && BROKEN_SOCKET.has(code)) return true;
  if (UNAVAILABLE_NAMES.has(String(name))) return true;
  return String(name).startsWith('Mongo') && typeof code === 'number' && UNAVAILABLE_CODES.has(code);
}
