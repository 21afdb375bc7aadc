import { Injectable } from '@nestjs/common';

/** How often alerts are looked after, in milliseconds. */
@Injectable()
export class AlertPace {
  /** Rules that are due are judged; each has its own time besides. */
  readonly judgeEveryMs: number = 15_000;
  /** What is to be sent is looked for. */
  readonly sendEveryMs: number = 5_000;
  /**
   * The pause after the first failed attempt; each further one is twice as long, up to an hour. More than an attempt
   * takes.
   */
  readonly firstRetryMs: number = 10_000;
}
