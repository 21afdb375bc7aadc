import { Cron } from 'croner';

/** Maximum number of missed times to count one by one. */
const MAX_COUNTED = 10_000;

/** The due times of a schedule in a time zone. Pure: the current time is an argument. */
export class DueTimes {
  private readonly cron: Cron;

  /** Times skipped by a clock change are due when the gap ends; repeated times are due the first time. */
  constructor(expression: string, timeZone: string) {
    this.cron = new Cron(expression, { timezone: timeZone, paused: true });
  }

  /** The first due time after a moment. */
  after(moment: Date): Date {
    const next = this.cron.nextRun(moment);
    if (next === null) throw new RangeError(`The schedule ${this.cron.getPattern() ?? ''} is never due`);
    return next;
  }

  /**
   * The latest due time since the last settled one, and how many came before it; `null` if none is due. Missed work is
   * caught up once, not once for each time.
   */
  due(settled: Date, now: Date): Due | null {
    let due: Date | null = null;
    let missed = -1;
    for (let next = this.after(settled); next <= now; next = this.after(next)) {
      due = next;
      missed += 1;
      if (missed >= MAX_COUNTED) return { due: now, missed };
    }
    return due === null ? null : { due, missed };
  }

  /** The next due time as of now; in the past if overdue. */
  next(settled: Date, now: Date): Date {
    return this.due(settled, now)?.due ?? this.after(settled > now ? settled : now);
  }
}

/** A time at which something should have started. */
export interface Due {
  readonly due: Date;
  /** Number of earlier due times that were skipped since the last settled one. */
  readonly missed: number;
}
