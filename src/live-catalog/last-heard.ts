import type { PartReadiness } from '../health/readiness.js';

/** After this much silence of the change stream, answers may be stale and say so. */
const SILENT_MS = 2_500;

/** How old this instance's answers may be. */
export interface Freshness {
  /** Whether the change stream has been silent for so long that changes may be missing. */
  readonly isStale: boolean;
  /** Seconds since all changes were last known. */
  readonly ageSeconds: number;
  /** When all changes were last known. */
  readonly asOf: Date;
}

/** When the change stream last answered. */
export class LastHeard {
  private at = performance.now();

  /** The change stream has just answered: all changes up to now are known. */
  note(): void {
    this.at = performance.now();
  }

  get freshness(): Freshness {
    const age = performance.now() - this.at;
    return { isStale: age > SILENT_MS, ageSeconds: Math.round(age / 1000), asOf: new Date(Date.now() - age) };
  }

  /**
   * The result for health checks.
   * @param limitSeconds how long listings may continue without the database
   */
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
