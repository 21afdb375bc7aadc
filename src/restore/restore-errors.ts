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

/** A migration keeps its rollback window open, or waits for an operator; a restore would end it. */
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

/** Another instance took the restore over, so this one must not go on. */
export class RestoreLeaseLostError extends NoLongerOwnerError {
  readonly code = 'LEASE_LOST';

  constructor(restoreId: string) {
    super(`${restoreId} was ended by another instance because this one had stopped responding`, { restoreId });
  }
}

/** The database's disk has too little free space for the restore. */
export class RestoreSpaceError extends UnavailableError {
  override readonly code = 'RESTORE_SPACE_MISSING';

  constructor(message: string) {
    super(message, null);
  }
}

/** The restored products could not replace the live ones. */
export class RestoreSwitchError extends UnavailableError {
  override readonly code = 'RESTORE_NOT_SWITCHED';

  constructor(message: string) {
    super(message, null);
  }
}
