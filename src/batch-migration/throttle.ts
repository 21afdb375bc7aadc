import type { Surroundings } from './surroundings.js';

const SMALLEST_PAGE = 50;
const LARGEST_PAGE = 1_000;
const FIRST_PAGE = 200;
const GROWTH = 1.25;
const PROBE_EVERY_MS = 250;
/**
 * A read of the catalog counts as slow when it takes so many times what it took before the migration, and this long at
 * least.
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
 * No consideration for others makes a migration slower than this many documents a second (a million in 83 minutes);
 * only the database itself, or the rate that was asked for, does. Without a floor a busy machine would keep it from
 * ever ending.
 */
const LEAST_RATE = 200;
/** How long the answer to "does pausing help?" is relied on: at least so long, and so many times as long as it took. */
const TRIAL_EVERY_MS = 5_000;
const TRIAL_EVERY_FACTOR = 10;
/** How long a trial lets things settle, and then measures. */
const TRIAL_SETTLE_MS = 100;
const TRIAL_MEASURE_MS = 400;
const TRIAL_READS = 3;
/** Pausing helps if reads then take no more than this share of the time. */
const HELPS_BELOW = 0.7;

/** What a moment without us has shown. */
interface Trial {
  readonly validUntil: number;
  readonly helps: boolean;
  /** The median time of a read meanwhile. */
  readonly withoutUs: number;
}

/**
 * Sets the pace of copying by what it does to others: the time of the catalog's own reads and the lag of the slowest
 * secondary. Reads may be slow for reasons that are not ours, and then pausing would help nobody: every few seconds a
 * short trial compares reads with those of a moment without us. Pages shrink at once and grow again slowly.
 */
export class Throttle {
  /** How many documents the next page should have. */
  page = FIRST_PAGE;
  /** Why it goes slower than it could. */
  reason: string | null = null;
  private baseline: number | undefined;
  /** The read that is under way, and the time of the last one that is not judged yet. */
  private probe: Promise<void> | undefined;
  private probed: number | undefined;
  private probedAt = -Infinity;
  private lagAt = -Infinity;
  private trial: Trial | undefined;

  constructor(
    private readonly surroundings: Surroundings,
    private readonly maxDocumentsPerSecond: number | null,
  ) {}

  /** To be called after each page: waits as long as consideration asks for. */
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

  /** Reads while the next page is copied: waiting for slow reads would be a throttle of its own. */
  private startProbe(): void {
    const { now, timeOfRead } = this.surroundings;
    if (this.probe !== undefined || now() - this.probedAt < PROBE_EVERY_MS) return;
    this.probedAt = now();
    // Whether reads fail is not for the pace to judge.
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

  /** Whether reads that took so long are faster while nothing is copied. */
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

  /** Pauses, but not beyond the least rate. Returns whether it could. */
  private async pause(ms: number, leastRateAt: number): Promise<boolean> {
    const allowed = Math.min(ms, leastRateAt - this.surroundings.now());
    if (allowed <= 0) return false;
    await this.surroundings.sleep(allowed);
    return true;
  }

  /** The median time of some reads; of fewer where they take longer than that together. */
  private async medianRead(reads: number, withinMs: number): Promise<number> {
    const { now, timeOfRead } = this.surroundings;
    const begun = now();
    const times: number[] = [];
    while (times.length < reads && (times.length === 0 || now() - begun < withinMs)) times.push(await timeOfRead());
    return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
  }
}
