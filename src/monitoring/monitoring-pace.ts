import { Injectable } from '@nestjs/common';

/** How often monitoring does what, in milliseconds. */
@Injectable()
export class MonitoringPace {
  /** Counted requests and slow queries are written to the database. */
  readonly writeEveryMs: number = 10_000;
  /** The members of the replica set are looked at. */
  readonly lookEveryMs: number = 10_000;
  /** At most one plan is explained in this time. */
  readonly explainEveryMs: number = 5_000;
}
