import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';

const SLOTS = 10;
/** Times are stored in units of 10 µs, with two significant digits and up to a minute. */
const UNITS_PER_MS = 100;
const OPTIONS = { lowest: 1, highest: 60_000 * UNITS_PER_MS, figures: 2 } as const;

/** Figures of the last minutes' requests, in milliseconds; `null` if there were none. */
export interface WindowFigures {
  readonly requests: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

/**
 * A sliding window of latencies at a fixed cost: a ring of histograms, of which the oldest is cleared for the next.
 * Covers the last `seconds`, give or take a tenth.
 */
export class LatencyWindow {
  private readonly slots: { number: number; readonly histogram: RecordableHistogram }[];
  private readonly slotMs: number;

  constructor(readonly seconds: number) {
    this.slotMs = (seconds * 1000) / SLOTS;
    this.slots = Array.from({ length: SLOTS }, () => ({ number: -1, histogram: createHistogram(OPTIONS) }));
  }

  /** Adds a time; `now` is monotonic, in milliseconds. */
  record(milliseconds: number, now: number): void {
    const number = Math.floor(now / this.slotMs);
    const slot = this.slots[number % SLOTS];
    if (slot === undefined) return;
    if (slot.number !== number) {
      slot.histogram.reset();
      slot.number = number;
    }
    slot.histogram.record(Math.min(OPTIONS.highest, Math.max(1, Math.round(milliseconds * UNITS_PER_MS))));
  }

  /** The figures of the window ending now. */
  read(now: number): WindowFigures {
    const oldest = Math.floor(now / this.slotMs) - SLOTS + 1;
    const all = createHistogram(OPTIONS);
    for (const { number, histogram } of this.slots) {
      if (number >= oldest && histogram.count > 0) all.add(histogram);
    }
    if (all.count === 0) return { requests: 0, p50: null, p95: null, p99: null, max: null };
    const at = (percentile: number): number => all.percentile(percentile) / UNITS_PER_MS;
    return { requests: all.count, p50: at(50), p95: at(95), p99: at(99), max: all.max / UNITS_PER_MS };
  }
}
