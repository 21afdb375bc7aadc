import { ConflictError, DomainError } from '../errors/domain-error.js';
import { NoLongerOwnerError } from '../leases/no-longer-owner.error.js';

/** The requested run is already in progress, here or on another instance. */
export class ScheduleRunningError extends ConflictError {
  override readonly code = 'SCHEDULE_RUNNING';

  constructor(name: string, owner: string | null) {
    super(`${name} is already running${owner === null ? '' : ` by ${owner}`}; try again when it is over`, {
      schedule: name,
      owner,
    });
  }
}

/** The run would disturb a migration or restore in progress. */
export class ScheduleWaitsError extends ConflictError {
  override readonly code = 'SCHEDULE_WAITS';

  constructor(name: string, atWork: string, why: string) {
    super(`${name} waits until ${atWork} is finished: ${why}`, { schedule: name, atWork });
  }
}

/** Another instance took the run over; this one must stop. */
export class ScheduleLeaseLostError extends NoLongerOwnerError {
  readonly code = 'SCHEDULE_LEASE_LOST';

  constructor(name: string) {
    super(`Another instance runs ${name} now, or this one could not renew its lease in time`, {
      schedule: name,
    });
  }
}

/** A run exceeded its schedule's time limit. */
export class ScheduleTimeoutError extends DomainError {
  static readonly code = 'SCHEDULE_TIMEOUT';
  readonly code = ScheduleTimeoutError.code;
  readonly kind = 'internal';

  constructor(name: string, minutes: number) {
    super(
      `${name} was stopped after ${minutes} minutes; see the log for what it waited for, then run it again: ` +
        `catalog maintain ${name}`,
      { schedule: name, minutes },
    );
  }
}

/** The service is stopping; another instance continues. */
export class ScheduleStopping extends Error {
  override readonly name = 'ScheduleStopping';
}
