import type { Surroundings } from './surroundings.js';

const SMALLEST_PAGE = 50;
const LARGEST_PAGE = 1_000;
const FIRST_PAGE = 200;
const GROWTH = 1.25;
const PROBE_EVERY_MS = 250;
/**
 * A catalog read counts as slow if it takes this many times as long as before the migration, and at least this long.
 */
const SLOW_FACTOR = 3;
const SLOW_AT_LEAST_MS = 50;
const BASELINE_READS = 5;
const BASELINE_WITHIN_MS = 2_000;
const MAX_LAG_SECONDS = 5;
const LAG_EVERY_MS = 2_000;
const LAG_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 2_000;
/**
 * However busy others are, a migration is not slowed below this many documents per second (a million in 83 minutes),
 * except by the database itself or by the configured rate. Without this floor, a busy machine could keep it from ever
 * finishing.
 */
const LEAST_RATE = 200;
/**
 * How long the result of a trial is valid: at least this long, and at least this many times the duration of the trial.
 */
const TRIAL_EVERY_MS = 5_000;
const TRIAL_EVERY_FACTOR = 10;
/** How long a trial waits for things to settle, and how long it then measures. */
const TRIAL_SETTLE_MS = 100;
const TRIAL_MEASURE_MS = 400;
const TRIAL_READS = 3;
/** Pausing helps if it reduces the read time to this share or less. */
const HELPS_BELOW = 0.7;

/** The result of a short pause of the migration. */
interface Trial {
  readonly validUntil: number;
  readonly helps: boolean;
  /** The median read time during the pause. */
  readonly withoutUs: number;
}

/**
 * Adjusts the pace of copying to its effect on others: the duration of the catalog's own reads and the lag of the
 * slowest secondary. If reads are slow for other reasons, pausing would help nobody; so every few seconds a short trial
 * compares read times with and without the migration. Pages shrink immediately and grow back slowly.
 */
export class Throttle {
  /** Number of documents for the next page. */
  page = FIRST_PAGE;
  /** Why it is slower than it could be. */
  reason: string | null = null;
  private baseline: number | undefined;
  /** The read in progress, and the duration of the last one that has not been evaluated yet. */
  private probe: Promise<void> | undefined;
  private probed: number | undefined;
  private probedAt = -Infinity;
  private lagAt = -Infinity;
  private trial: Trial | undefined;

  constructor(
    private readonly surroundings: Surroundings,
    private readonly maxDocumentsPerSecond: number | null,
  ) {}

  /** Call after each page: waits as long as needed to spare others. */
  async afterPage(documents: number, tookMs: number): Promise<void> {
    this.reason = null;
    const begun = this.surroundings.now();
    const leastRateAt = begun - tookMs + (documents / LEAST_RATE) * 1_000;
    await this.considerReads(tookMs, leastRateAt);
    await this.considerSecondaries(leastRateAt);
    await this.considerOption(documents, tookMs + this.surroundings.now() - begun);
  }

  private async considerReads(tookMs: number, leastRateAt: number): Promise<void> {
    this.baseline ??= await this.medianRead(BASELINE_READS, BASELINE_WITHIN_MS);
    const read = this.probed;
    this.probed = undefined;
    this.startProbe();
    if (read === undefined) return;
    if (read <= Math.max(SLOW_AT_LEAST_MS, SLOW_FACTOR * this.baseline)) {
      this.page = Math.min(LARGEST_PAGE, Math.ceil(this.page * GROWTH));
      return;
    }
    const { helps, withoutUs } = await this.tried(read);
    if (!helps) return;
    this.reason = `read latency (${Math.round(read)} ms, ${Math.round(withoutUs)} ms without the migration)`;
    this.page = Math.max(SMALLEST_PAGE, Math.floor(this.page / 2));
    await this.pause(Math.min(LONGEST_PAUSE_MS, tookMs), leastRateAt);
  }

  /** Measures a read while the next page is copied: waiting for slow reads would itself be a throttle. */
  private startProbe(): void {
    const { now, timeOfRead } = this.surroundings;
    if (this.probe !== undefined || now() - this.probedAt < PROBE_EVERY_MS) return;
    this.probedAt = now();
    // Failed reads are not the throttle's concern.
    this.probe = timeOfRead()
      .then(
        (ms) => {
          this.probed = ms;
        },
        () => undefined,
      )
      .finally(() => {
        this.probe = undefined;
      });
  }

  /** Tests whether reads that took this long are faster while nothing is copied. */
  private async tried(read: number): Promise<Trial> {
    const { now, sleep } = this.surroundings;
    const begun = now();
    if (this.trial !== undefined && begun < this.trial.validUntil) return this.trial;
    await sleep(TRIAL_SETTLE_MS);
    const withoutUs = await this.medianRead(TRIAL_READS, TRIAL_MEASURE_MS);
    const validUntil = now() + Math.max(TRIAL_EVERY_MS, TRIAL_EVERY_FACTOR * (now() - begun));
    return (this.trial = { validUntil, helps: withoutUs < HELPS_BELOW * read, withoutUs });
  }

  private async considerSecondaries(leastRateAt: number): Promise<void> {
    const { now, lagSeconds } = this.surroundings;
    if (now() - this.lagAt < LAG_EVERY_MS) return;
    for (let lag = await lagSeconds(); lag > MAX_LAG_SECONDS; lag = await lagSeconds()) {
      this.reason = `replication lag (${Math.round(lag)} s)`;
      if (!(await this.pause(LAG_PAUSE_MS, leastRateAt))) return;
    }
    this.lagAt = now();
  }

  private async considerOption(documents: number, tookMs: number): Promise<void> {
    if (this.maxDocumentsPerSecond === null) return;
    const wait = (documents / this.maxDocumentsPerSecond) * 1000 - tookMs;
    if (wait <= 0) return;
    this.reason ??= `the requested rate (${this.maxDocumentsPerSecond}/s)`;
    this.page = Math.max(1, Math.min(this.page, Math.ceil(this.maxDocumentsPerSecond / 4)));
    await this.surroundings.sleep(wait);
  }

  /** Pauses, but never below the least rate. Returns whether a pause was possible. */
  private async pause(ms: number, leastRateAt: number): Promise<boolean> {
    const allowed = Math.min(ms, leastRateAt - this.surroundings.now());
    if (allowed <= 0) return false;
    await this.surroundings.sleep(allowed);
    return true;
  }

  /** The median duration of some reads, or of fewer if they exceed the time limit together. */
  private async medianRead(reads: number, withinMs: number): Promise<number> {
    const { now, timeOfRead } = this.surroundings;
    const begun = now();
    const times: number[] = [];
    while (times.length < reads && (times.length === 0 || now() - begun < withinMs)) times.push(await timeOfRead());
    return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
  }
}
