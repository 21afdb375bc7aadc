import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';

/** Seconds per point. */
export const STEP_SECONDS = 10;
/** How far back the series reaches. */
export const SERIES_HOURS = 6;
/** Number of points. */
export const SERIES_POINTS = (SERIES_HOURS * 3600) / STEP_SECONDS;

const STEP_MS = STEP_SECONDS * 1000;
/** Times are stored in units of 10 µs, with two significant digits and up to a minute. */
const UNITS_PER_MS = 100;
const OPTIONS = { lowest: 1, highest: 60_000 * UNITS_PER_MS, figures: 2 } as const;

/** Points of a series as columns, oldest first; `null` for steps without requests. Times are in milliseconds. */
export interface SeriesPart {
  readonly count: readonly number[];
  readonly p50: readonly (number | null)[];
  readonly p95: readonly (number | null)[];
}

/** The time base of the series, in milliseconds since 1970: monotonic, even if the machine's clock is changed. */
export function seriesTime(): number {
  return performance.timeOrigin + performance.now();
}

/** The number of a moment's step; the step starts at the number times `STEP_SECONDS`. */
export function stepOf(time: number): number {
  return Math.floor(time / STEP_MS);
}

/**
 * Latencies of one class, one point per ten seconds for six hours: a ring of 2,160 points in 43 kB, and one histogram
 * for the current step, whatever the traffic.
 */
export class LatencySeries {
  private readonly steps = new Float64Array(SERIES_POINTS).fill(-1);
  private readonly counts = new Uint32Array(SERIES_POINTS);
  private readonly medians = new Float32Array(SERIES_POINTS);
  private readonly tails = new Float32Array(SERIES_POINTS);
  private readonly current: RecordableHistogram = createHistogram(OPTIONS);
  private currentStep = -1;

  /** Adds a request's duration; `time` is in the time base of `seriesTime`. */
  record(milliseconds: number, time: number): void {
    const step = stepOf(time);
    if (step !== this.currentStep) this.close(step);
    this.current.record(Math.min(OPTIONS.highest, Math.max(1, Math.round(milliseconds * UNITS_PER_MS))));
  }

  /** The points of finished steps, from the first to before `end`; steps no longer stored count as without requests. */
  read(first: number, end: number): SeriesPart {
    if (this.currentStep !== -1 && end > this.currentStep) this.close(-1);
    const part = { count: [] as number[], p50: [] as (number | null)[], p95: [] as (number | null)[] };
    for (let step = first; step < end; step++) {
      const at = step % SERIES_POINTS;
      const isThere = this.steps[at] === step;
      part.count.push(isThere ? (this.counts[at] ?? 0) : 0);
      part.p50.push(isThere ? rounded(this.medians[at]) : null);
      part.p95.push(isThere ? rounded(this.tails[at]) : null);
    }
    return part;
  }

  /** Stores the current step and starts the next. */
  private close(next: number): void {
    const at = this.currentStep % SERIES_POINTS;
    if (this.currentStep !== -1 && this.current.count > 0) {
      this.steps[at] = this.currentStep;
      this.counts[at] = this.current.count;
      this.medians[at] = this.current.percentile(50) / UNITS_PER_MS;
      this.tails[at] = this.current.percentile(95) / UNITS_PER_MS;
    }
    this.current.reset();
    this.currentStep = next;
  }
}

function rounded(milliseconds = 0): number {
  return Math.round(milliseconds * UNITS_PER_MS) / UNITS_PER_MS;
}
