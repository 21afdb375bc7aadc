import type { PartReadiness } from '../health/readiness.js';

/** After this silence of the change stream answers may be stale, and say so. */
const SILENT_MS = 2_500;

/** How old the answers of this instance may be. */
export interface Freshness {
  /** Whether the change stream has been silent for so long that a change may be missing. */
  readonly isStale: boolean;
  /** Seconds since everything was known. */
  readonly ageSeconds: number;
  /** When everything was known last. */
  readonly asOf: Date;
}

/** When the change stream was heard last. */
export class LastHeard {
  private at = performance.now();

  /** The stream has just been heard: everything up to now is known. */
  note(): void {
    this.at = performance.now();
  }

  get freshness(): Freshness {
    const age = performance.now() - this.at;
    return { isStale: age > SILENT_MS, ageSeconds: Math.round(age / 1000), asOf: new Date(Date.now() - age) };
  }

  /** What health checks are told. @param limitSeconds how long listings may go on without the database */
  readiness(limitSeconds: number): PartReadiness | undefined {
    const { isStale, ageSeconds } = this.freshness;
    if (!isStale) return undefined;
    const limit = `listings are served without it for up to ${limitSeconds} s`;
    return {
      state: ageSeconds > limitSeconds ? 'missing' : 'degraded',
      problem: `no news from the database for ${ageSeconds} s; ${limit}`,
    };
  }
}
