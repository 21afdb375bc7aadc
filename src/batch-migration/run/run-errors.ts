import { ConflictError, DomainError } from '../../errors/domain-error.js';
import { NoLongerOwnerError } from '../../leases/no-longer-owner.error.js';

/** Another migration is running, or its rollback window is still open. */
export class MigrationActiveError extends ConflictError {
  override readonly code = 'MIGRATION_ACTIVE';

  constructor(runId: string | undefined) {
    super(`Migration ${runId ?? ''} is not over yet; wait for it, abort it, roll it back or clean it up first`, {
      runId,
    });
  }
}

/** The products are being restored from a backup. */
export class RestoreUnderWayError extends ConflictError {
  override readonly code = 'RESTORE_ACTIVE';

  constructor(restoreId: string) {
    super(`Restore ${restoreId} is running; wait for it, then start the migration`, { restoreId });
  }
}

/** The run's state does not allow what was requested. */
export class RunStateError extends ConflictError {
  override readonly code = 'RUN_STATE';
}

/** Another instance has taken over the run: whatever this one was about to do must no longer happen. */
export class LeaseLostError extends NoLongerOwnerError {
  readonly code = 'LEASE_LOST';

  constructor(runId: string) {
    super(`Another instance now drives migration ${runId}`, { runId });
  }
}

/** A run cannot continue, for a reason that a retry will not change. */
export class MigrationError extends DomainError {
  readonly kind = 'internal';

  constructor(
    readonly code: string,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message, details);
  }
}
