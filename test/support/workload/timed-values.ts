import type { Outcome } from './outcome.js';

/** A write of a value, with the times of its request and of its known outcome. */
export interface TimedWrite<T> {
  readonly value: T;
  readonly invoked: number;
  readonly completed: number;
  readonly outcome: Outcome;
}

/** How long a write of unknown outcome may still be running on the server. */
const LATE_MS = 5_000;

/** The successive values that one writer has given to one thing, and thus which of them it may have at what time. */
export class TimedValues<T> {
  private writes: TimedWrite<T>[] = [];
  private pending: { readonly value: T; readonly invoked: number } | undefined;

  constructor(readonly initial: T) {}

  /** Records the start of a write; until it ends, readers may see either value. */
  begin(value: T, invoked = performance.now()): void {
    this.pending = { value, invoked };
  }

  /** Records the outcome of the pending write. */
  end(outcome: Outcome, completed = performance.now()): void {
    const { pending } = this;
    this.pending = undefined;
    if (pending === undefined || outcome === 'fail') return;
    this.writes.push({ ...pending, completed, outcome });
  }

  /** The value of the last acknowledged write. */
  get lastAcknowledged(): T {
    return this.writes.findLast(({ outcome }) => outcome === 'ok')?.value ?? this.initial;
  }

  get hasWrites(): boolean {
    return this.writes.length > 0 || this.pending !== undefined;
  }

  /** Whether a write was in progress at any time in a span. */
  changedWithin(from: number, to: number): boolean {
    if (this.pending !== undefined && this.pending.invoked <= to) return true;
    return this.writes.some(
      ({ invoked, completed, outcome }) =>
        invoked <= to && (outcome === 'unknown' ? completed + LATE_MS : completed) >= from,
    );
  }

  /** Every value that a read within a span may see. */
  possible(from = Number.POSITIVE_INFINITY, to = from): T[] {
    const settled = this.writes.findLastIndex(({ outcome, completed }) => outcome === 'ok' && completed < from);
    const base = settled < 0 ? [this.initial] : [this.writes[settled]?.value as T];
    const settledFrom = this.writes[settled]?.invoked ?? Number.NEGATIVE_INFINITY;
    const late = this.writes
      .slice(0, Math.max(0, settled))
      .filter(({ outcome, completed }) => outcome === 'unknown' && completed + LATE_MS >= settledFrom);
    const later = this.writes.slice(settled + 1).filter(({ invoked }) => invoked <= to);
    const pending = this.pending !== undefined && this.pending.invoked <= to ? [this.pending.value] : [];
    return [...base, ...late.map(({ value }) => value), ...later.map(({ value }) => value), ...pending];
  }
}
