import { ConflictError, UnprocessableError } from '../errors/domain-error.js';
import { isDuplicateKey, isRefusedDocument } from '../database/database-errors.js';

/** A unique index, created by somebody else, rejects the new state of a product. */
export class UniqueIndexConflictError extends ConflictError {
  override readonly code = 'UNIQUE_INDEX_CONFLICT';

  constructor({ index, fields, isMissing }: Duplicate, cause: unknown) {
    const named = fields.join(' and ');
    const problem = isMissing
      ? 'the product has no ' +
        (`${named}, nor has another product, and the index allows only one such. Drop the index, or build it ` +
          `with a partialFilterExpression on ${named}`)
      : `another product has the same ${named}. Give this one another value, or drop the index`;
    super(`The unique index ${index} would reject the product: ${problem}`, { index, fields: [...fields] }, { cause });
  }
}

/** The cause of a duplicate key error. */
export interface Duplicate {
  readonly index: string;
  readonly fields: readonly string[];
  /** None of the fields has a value. */
  readonly isMissing: boolean;
}

/**
 * The index and the fields of a duplicate key error, from a single write or an entry of a bulk write; `undefined` for
 * any other error.
 */
export function duplicateOf(error: unknown): Duplicate | undefined {
  if (!isDuplicateKey(error)) return undefined;
  const {
    keyPattern = {},
    keyValue = {},
    message,
    errmsg,
  } = error as {
    readonly keyPattern?: object;
    readonly keyValue?: object;
    readonly message?: unknown;
    readonly errmsg?: unknown;
  };
  const text = String(errmsg ?? message);
  const index = /index: (.+?) dup key/.exec(text)?.[1] ?? 'unknown';
  const stated = Object.keys(keyPattern);
  const fields =
    stated.length > 0
      ? stated
      : [...text.slice(text.indexOf('dup key')).matchAll(/(?<=[{,] )([^\s:{},]+)(?=: )/g)].map(([field]) => field);
  const values = Object.values(keyValue);
  const isMissing =
    values.length > 0
      ? values.every((value) => value === null || value === undefined)
      : /dup key: \{ [^:]+: null \}/.test(text);
  return { index, fields, isMissing };
}

/**
 * Runs a write of products. A rejection by the collection's own rules (a unique index, a validator) is reported to the
 * client as a conflict, not as a failure.
 */
export async function refusable<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const duplicate = duplicateOf(error);
    if (duplicate !== undefined) throw new UniqueIndexConflictError(duplicate, error);
    if (isRefusedDocument(error))
      throw new UnprocessableError('A validator of the collection would reject the product', [], {
        cause: error,
      });
    throw error;
  }
}
