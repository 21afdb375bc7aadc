import { ConflictError, DomainError } from '../../errors/domain-error.js';
import { NoLongerOwnerError } from '../../leases/no-longer-owner.error.js';

/** Another migration runs, or its rollback is still open. */
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

/** What is asked for does not go with the state that the run is in. */
export class RunStateError extends ConflictError {
  override readonly code = 'RUN_STATE';
}

/** Another instance has taken the run over: whatever this one was about to do must not happen any more. */
export class LeaseLostError extends NoLongerOwnerError {
  readonly code = 'LEASE_LOST';

  constructor(runId: string) {
    super(`Another instance now drives migration ${runId}`, { runId });
  }
}

/** A run cannot go on, for a reason that trying again will not change. */
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
