import { Injectable } from '@nestjs/common';

/** Intervals of monitoring, in milliseconds. */
@Injectable()
export class MonitoringPace {
  /** Writes counted requests and slow queries to the database. */
  readonly writeEveryMs: number = 10_000;
  /** Polls the replica set's members. */
  readonly lookEveryMs: number = 10_000;
  /** Explains at most one plan per interval. */
  readonly explainEveryMs: number = 5_000;
}
