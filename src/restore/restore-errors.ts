import { ConflictError, UnavailableError } from '../errors/domain-error.js';
import { NoLongerOwnerError } from '../leases/no-longer-owner.error.js';

/** A restore is already running. */
export class RestoreActiveError extends ConflictError {
  override readonly code = 'RESTORE_ACTIVE';

  constructor(restoreId: string | undefined) {
    super(`A restore is already running${restoreId === undefined ? '' : ` by ${restoreId}`}; wait for it`, {
      restoreId,
    });
  }
}

/** A migration keeps its rollback window open, or waits for an operator: a restore would make an end of it. */
export class WayBackOpenError extends ConflictError {
  override readonly code = 'WAY_BACK_OPEN';

  constructor(runId: string, state: string) {
    super(
      'Migration ' +
        (`${runId} is ${state}, and a restore ends it; it cannot be rolled back then. To do so, set ` +
          'closeWayBack (catalog backup restore … --close-way-back)'),
      { runId, state },
    );
  }
}

/** Another instance has taken the restore over: whatever this one was about to do must not happen any more. */
export class RestoreLeaseLostError extends NoLongerOwnerError {
  readonly code = 'LEASE_LOST';

  constructor(restoreId: string) {
    super(`${restoreId} was given up by another instance, since this one was silent`, { restoreId });
  }
}

/** The database's disk has no room for what a restore makes. */
export class RestoreSpaceError extends UnavailableError {
  override readonly code = 'RESTORE_SPACE_MISSING';

  constructor(message: string) {
    super(message, null);
  }
}

/** The restored products could not take the place of those that are there. */
export class RestoreSwitchError extends UnavailableError {
  override readonly code = 'RESTORE_NOT_SWITCHED';

  constructor(message: string) {
    super(message, null);
  }
}
