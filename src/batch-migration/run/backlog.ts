/** Whether the copies are getting closer to their source. */
export const TRENDS = ['catching-up', 'holding', 'falling-behind'] as const;
export type Trend = (typeof TRENDS)[number];

/** How far copies lag behind their source. */
export interface Backlog {
  /** Approximate number of changes that are written but not applied yet. */
  readonly changesBehind: number;
  readonly secondsBehind: number;
  /** Changes applied per second, over the last seconds. */
  readonly appliedPerSecond: number;
  /** Changes written per second, over the part of the oplog that was read last. */
  readonly writtenPerSecond: number;
  readonly trend: Trend;
}

/** The period that rates and trends are measured over. */
const WINDOW_MS = 10_000;
const SAMPLE_EVERY_MS = 500;
/** A shorter period says nothing about a trend. */
const LEAST_SPAN_MS = 3_000;
/** Cluster times have a resolution of one second, so a shorter part of the oplog says nothing about a rate. */
const LEAST_SECONDS = 2;
/** Changes are applied at least once a second, so a lag up to this counts as in sync. */
const IN_STEP_SECONDS = 2;
const BEHIND_SECONDS = 5;
const MOVED_SECONDS = 2;

interface Sample {
  readonly at: number;
  /** Total number of applied changes. */
  readonly applied: number;
  /** The cluster time reached, in seconds. */
  readonly appliedTo: number;
  readonly behind: number;
}

/**
 * Measures how far the copies lag behind, from what is known anyway: how many changes were applied, and up to when. It
 * sends no queries to the database. Pending changes are assumed to have the same rate as the last ones.
 */
export class BacklogMeter {
  private samples: Sample[] = [];
  private applied = 0;
  private appliedTo = 0;
  private writtenPerSecond = 0;
  /** The database's time in seconds, and when it was read. */
  private known: { readonly seconds: number; readonly at: number } | undefined;

  /** @param now a monotonic clock, in milliseconds */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Records the database's current cluster time. */
  present(time: bigint): void {
    this.known = { seconds: secondsOf(time), at: this.now() };
  }

  /** Records applied changes; everything up to this cluster time has been applied. */
  note(changes: number, appliedTo: bigint): void {
    this.applied += changes;
    this.appliedTo = Math.max(this.appliedTo, secondsOf(appliedTo));
    const last = this.samples.at(-1);
    if (last !== undefined && this.now() - last.at < SAMPLE_EVERY_MS) return;
    this.sample();
  }

  /** The current backlog; `null` while nothing is known. */
  read(): Backlog | null {
    if (this.known === undefined || this.appliedTo === 0) return null;
    this.sample();
    const [first] = this.samples;
    const last = this.samples.at(-1);
    if (first === undefined || last === undefined) return null;
    const span = last.at - first.at;
    return {
      changesBehind: Math.round(last.behind * this.writtenPerSecond),
      secondsBehind: last.behind,
      appliedPerSecond: span < LEAST_SPAN_MS ? 0 : Math.round(((last.applied - first.applied) * 1_000) / span),
      writtenPerSecond: Math.round(this.writtenPerSecond),
      trend: span < LEAST_SPAN_MS ? 'holding' : trendOf(first.behind, last.behind),
    };
  }

  private sample(): void {
    const { now, known, applied, appliedTo } = this;
    if (known === undefined || appliedTo === 0) return;
    const at = now();
    const present = known.seconds + Math.floor((at - known.at) / 1_000);
    const sample = { at, applied, appliedTo, behind: Math.max(0, present - appliedTo) };
    this.samples = [...this.samples.filter((old) => at - old.at <= WINDOW_MS), sample];
    const first = this.samples[0] ?? sample;
    const seconds = appliedTo - first.appliedTo;
    if (seconds >= LEAST_SECONDS) this.writtenPerSecond = (applied - first.applied) / seconds;
  }
}

function trendOf(before: number, now: number): Trend {
  if (now <= IN_STEP_SECONDS) return 'holding';
  if (before - now >= MOVED_SECONDS) return 'catching-up';
  return now > BEHIND_SECONDS && now - before >= MOVED_SECONDS ? 'falling-behind' : 'holding';
}

/** The upper half of a cluster time is seconds. */
function secondsOf(time: bigint): number {
  return Number(time >> 32n);
}
