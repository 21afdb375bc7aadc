import { Cron } from 'croner';

/** Most missed times that are counted one by one. */
const MAX_COUNTED = 10_000;

/** The times of a schedule in a time zone. Pure: what time it is, is given. */
export class DueTimes {
  private readonly cron: Cron;

  /**
   * Times that a change of the clocks leaves out are due when the gap ends; those that come twice are due the first
   * time.
   */
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
   * What is due now: the latest time that has come since the one that was settled last, and how many came before it.
   * Work that was missed is caught up once, not once for each time. `null`: nothing.
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

  /** When it is to be done next, seen from now; in the past where it is overdue. */
  next(settled: Date, now: Date): Date {
    return this.due(settled, now)?.due ?? this.after(settled > now ? settled : now);
  }
}

/** A time at which something should have begun. */
export interface Due {
  readonly due: Date;
  /** How many due times before it were passed over since the last one that was not. */
  readonly missed: number;
}
