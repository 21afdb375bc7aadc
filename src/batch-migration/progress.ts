import type { OwnedRun } from './run/owned-run.js';

const SAY_EVERY_MS = 500;
const SMOOTHING = 0.3;

/** Reports the progress of a phase in the run's document, with rate and remaining time, at most twice a second. */
export class Progress {
  private readonly begun = performance.now();
  private saidAt = this.begun;
  private lastDone: number;
  private rate: number | undefined;

  constructor(
    private readonly run: OwnedRun,
    private readonly total: number,
    private readonly from = 0,
  ) {
    this.lastDone = from;
  }

  /** Records how many documents are done; `fields` are stored along with it. */
  async update(done: number, fields: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const now = performance.now();
    if (now - this.saidAt < SAY_EVERY_MS && Object.keys(fields).length === 0) return;
    if (now - this.saidAt >= SAY_EVERY_MS) this.measure(done, now);
    const ratePerSecond = this.rate === undefined ? null : Math.round(this.rate);
    const etaSeconds =
      this.rate === undefined || this.rate <= 0 ? null : Math.ceil(Math.max(0, this.total - done) / this.rate);
    await this.run.update({ ...fields, ratePerSecond, etaSeconds });
  }

  /** Documents per second over the whole phase. */
  average(done: number): number {
    return Math.round(((done - this.from) * 1000) / Math.max(1, performance.now() - this.begun));
  }

  private measure(done: number, now: number): void {
    const current = ((done - this.lastDone) * 1000) / Math.max(1, now - this.saidAt);
    this.rate = this.rate === undefined ? current : this.rate + SMOOTHING * (current - this.rate);
    this.saidAt = now;
    this.lastDone = done;
  }
}
