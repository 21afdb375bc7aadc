import { messageOf } from '../errors/message-of.js';
import { DomainError } from '../errors/domain-error.js';
import type { ImportResult } from './import-tally.js';
import type { MalformedJson } from './json-documents.js';

/** Details of an incomplete import: where it stopped and what it had stored by then. */
export interface ImportStop {
  readonly file: string;
  readonly result: ImportResult;
  /** The place in the file, if the file caused the error. */
  readonly line?: number;
  readonly column?: number;
}

type ImportErrorKind = 'not-found' | 'invalid' | 'unavailable';

/** An import that stopped before the end of its file. Everything before that point is stored. */
export class ImportError extends DomainError {
  constructor(
    readonly code: 'IMPORT_FILE_UNREADABLE' | 'IMPORT_FILE_MALFORMED' | 'IMPORT_STORE_FAILED',
    readonly kind: ImportErrorKind,
    message: string,
    override readonly details: ImportStop & Readonly<Record<string, unknown>>,
    cause: unknown,
  ) {
    super(message, details, { cause });
  }
}

/** The file could not be opened, unpacked or decoded. */
export function unreadable(file: string, result: ImportResult, cause: unknown): ImportError {
  return new ImportError(
    'IMPORT_FILE_UNREADABLE',
    codeOf(cause) === 'ENOENT' ? 'not-found' : 'invalid',
    `${file} cannot be read: ${readingProblem(cause)}. ${account(result)}`,
    { file, result },
    cause,
  );
}

/** The file is malformed JSON from some place on. */
export function malformed(file: string, result: ImportResult, cause: MalformedJson): ImportError {
  const { problem, line, column } = cause;
  return new ImportError(
    'IMPORT_FILE_MALFORMED',
    'invalid',
    `${file}, line ${line}, column ${column}: ${problem}. ${account(result)}`,
    { file, result, line, column },
    cause,
  );
}

/** The database refused further documents. */
export function interrupted(file: string, result: ImportResult, cause: unknown): ImportError {
  return new ImportError(
    'IMPORT_STORE_FAILED',
    'unavailable',
    `The database stopped the import of ${file}: ${messageOf(cause)}. ${account(result)}`,
    { file, result },
    cause,
  );
}

function account({ inserted, skipped, rejected }: ImportResult): string {
  const counts = `${inserted} products were stored, ${skipped} were there already, ${rejected} were refused`;
  return `${counts}; fix it and import the file again; stored products are skipped`;
}

const READING_PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not read it',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'it is not UTF-8 text; save it as UTF-8',
  Z_BUF_ERROR: 'the gzip archive ends too early; fetch or pack it again',
  Z_DATA_ERROR: 'the gzip archive is damaged; fetch or pack it again',
};

function readingProblem(cause: unknown): string {
  return READING_PROBLEMS[codeOf(cause)] ?? messageOf(cause);
}

function codeOf(cause: unknown): string {
  return typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
}
