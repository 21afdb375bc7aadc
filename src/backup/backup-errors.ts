import { ConflictError, DomainError, NoSpaceError, UnavailableError } from '../errors/domain-error.js';

/** What is wrong with a backup. */
export type RefusalReason =
  | 'manifest-missing'
  | 'manifest-damaged'
  | 'newer-format'
  | 'foreign'
  | 'file-missing'
  | 'file-unexpected'
  | 'file-truncated'
  | 'file-altered'
  | 'file-oversized'
  | 'bson-broken'
  | 'content-differs';

/** The backup's bytes differ from what was written; nothing of it is restored. */
export class BackupRefusedError extends DomainError {
  readonly code = 'BACKUP_REFUSED';
  readonly kind = 'unprocessable';

  constructor(
    readonly reason: RefusalReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, { reason }, options);
  }
}

/** The backup is the last intact one. */
export class LastBackupError extends ConflictError {
  override readonly code = 'LAST_BACKUP';

  constructor(id: string) {
    super(`${id} is the last intact backup and is kept; create another one first`);
  }
}

/** The disk has no room for the backup. */
export class BackupSpaceError extends NoSpaceError {
  readonly code = 'BACKUP_SPACE_MISSING';

  constructor(message: string, options?: ErrorOptions) {
    super(message, {}, options);
  }
}

/** The collection changed during the backup, or the server dropped the snapshot before the backup was done. */
export class BackupInterruptedError extends UnavailableError {
  override readonly code = 'BACKUP_INTERRUPTED';

  constructor(message: string, options?: ErrorOptions) {
    super(message, null, options);
  }
}

/** The database refused the backup's content; what had been restored of it was dropped again. */
export class RestoreFailedError extends UnavailableError {
  override readonly code = 'RESTORE_FAILED';

  constructor(message: string, options?: ErrorOptions) {
    super(message, null, options);
  }
}

/** The code of a Node or operating system error, e.g. `ENOENT`. */
export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
