import { UnprocessableError } from '../../errors/domain-error.js';
import { NoLongerOwnerError } from '../../leases/no-longer-owner.error.js';

/** Another instance writes the journal now, so this one must not. */
export class JournalLeaseLostError extends NoLongerOwnerError {
  readonly code = 'JOURNAL_LEASE_LOST';

  constructor() {
    super('Another instance is writing the journal of changes');
  }
}

/** Why a point in time cannot be restored. */
export type UnreachableReason = 'before-backup' | 'in-the-future' | 'not-covered' | 'gap' | 'collection-gone';

/** The backup and the journal cannot reproduce the requested time. */
export class PointInTimeError extends UnprocessableError {
  override readonly code = 'POINT_IN_TIME_UNREACHABLE';

  constructor(
    readonly reason: UnreachableReason,
    message: string,
  ) {
    super(message);
  }
}
