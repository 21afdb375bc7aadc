import { Injectable } from '@nestjs/common';

/** Intervals of the alert system, in milliseconds. */
@Injectable()
export class AlertPace {
  /** Due rules are evaluated; each rule has its own interval, too. */
  readonly judgeEveryMs: number = 15_000;
  /** The outbox is checked. */
  readonly sendEveryMs: number = 5_000;
  /** The pause after the first failed attempt, longer than an attempt takes; it doubles each time, up to an hour. */
  readonly firstRetryMs: number = 10_000;
}
