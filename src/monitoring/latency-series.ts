import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';

/** A point of the series tells of so many seconds. */
export const STEP_SECONDS = 10;
/** So far back the series tells. */
export const SERIES_HOURS = 6;
/** Points that are kept. */
export const SERIES_POINTS = (SERIES_HOURS * 3600) / STEP_SECONDS;

const STEP_MS = STEP_SECONDS * 1000;
/** Times are kept in units of 10 µs, to two digits and up to a minute. */
const UNITS_PER_MS = 100;
const OPTIONS = { lowest: 1, highest: 60_000 * UNITS_PER_MS, figures: 2 } as const;

/**
 * Points of a series, column by column and oldest first; `null` in steps without a request. Times are in
 * milliseconds.
 */
export interface SeriesPart {
  readonly count: readonly number[];
  readonly p50: readonly (number | null)[];
  readonly p95: readonly (number | null)[];
}

/**
 * The time that the series count by, in milliseconds since 1970: of a clock that never goes back, whatever the
 * machine's is set to.
 */
export function seriesTime(): number {
  return performance.timeOrigin + performance.now();
}

/** The number of the step that a moment belongs to; its first moment is the number times `STEP_SECONDS`. */
export function stepOf(time: number): number {
  return Math.floor(time / STEP_MS);
}

/**
 * How long the requests of one class took, a point each ten seconds for six hours: a ring of 2,160 points in 43 kB
 * and one histogram for the step that goes on, whatever the traffic.
 */
export class LatencySeries {
  private readonly steps = new Float64Array(SERIES_POINTS).fill(-1);
  private readonly counts = new Uint32Array(SERIES_POINTS);
  private readonly medians = new Float32Array(SERIES_POINTS);
  private readonly tails = new Float32Array(SERIES_POINTS);
  private readonly current: RecordableHistogram = createHistogram(OPTIONS);
  private currentStep = -1;

  /** Takes in how long a request took; `time` as `seriesTime` tells it. */
  record(milliseconds: number, time: number): void {
    const step = stepOf(time);
    if (step !== this.currentStep) this.close(step);
    this.current.record(Math.min(OPTIONS.highest, Math.max(1, Math.round(milliseconds * UNITS_PER_MS))));
  }

  /**
   * The points of steps that are over, from the first to before `end`; those that are gone count as without requests.
   */
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

  /** Writes the step that went on down and begins another. */
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
