import { ConflictError, DomainError } from '../errors/domain-error.js';
import { NoLongerOwnerError } from '../leases/no-longer-owner.error.js';

/** The run that is asked for is under way already, here or on another instance. */
export class ScheduleRunningError extends ConflictError {
  override readonly code = 'SCHEDULE_RUNNING';

  constructor(name: string, owner: string | null) {
    super(`${name} is already running${owner === null ? '' : ` by ${owner}`}; try again when it is over`, {
      schedule: name,
      owner,
    });
  }
}

/** A migration or a restore is at work that the run would disturb. */
export class ScheduleWaitsError extends ConflictError {
  override readonly code = 'SCHEDULE_WAITS';

  constructor(name: string, atWork: string, why: string) {
    super(`${name} waits until ${atWork} is finished: ${why}`, { schedule: name, atWork });
  }
}

/** Another instance has taken the run over: this one must not go on. */
export class ScheduleLeaseLostError extends NoLongerOwnerError {
  readonly code = 'SCHEDULE_LEASE_LOST';

  constructor(name: string) {
    super(`Another instance runs ${name} now, or this one could not renew its lease in time`, {
      schedule: name,
    });
  }
}

/** A run took longer than its schedule allows. */
export class ScheduleTimeoutError extends DomainError {
  static readonly code = 'SCHEDULE_TIMEOUT';
  readonly code = ScheduleTimeoutError.code;
  readonly kind = 'internal';

  constructor(name: string, minutes: number) {
    super(
      `${name} was stopped after ${minutes} minutes; see what it waits for in the log, and run it again: ` +
        `catalog maintain ${name}`,
      { schedule: name, minutes },
    );
  }
}

/** The service stops: another instance goes on. */
export class ScheduleStopping extends Error {
  override readonly name = 'ScheduleStopping';
}
