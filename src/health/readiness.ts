import { Injectable } from '@nestjs/common';

import { MongoConnector } from '../database/mongo-connector.js';

/** What a part of the service is missing. `degraded`: most requests still work without it. */
export interface PartReadiness {
  readonly state: 'missing' | 'degraded';
  readonly problem: string;
}

/** Checks a part of the service that must be ready; returns what is missing, or `undefined`. */
export type ReadinessContributor = () => PartReadiness | undefined;

/** Whether requests should be sent here, and the problems by part. */
export interface ReadinessState {
  readonly status: 'ok' | 'degraded' | 'unavailable';
  readonly problems: Readonly<Record<string, string>>;
}

/**
 * The longest duration of an election. Reporting one would take all instances out of the load balancer at once for
 * something that passes by itself.
 */
const ELECTION_MS = 8_000;

/** Whether this instance should receive requests. */
@Injectable()
export class Readiness {
  private readonly contributors = new Map<string, ReadinessContributor>();
  private lastPrimaryAt: number | undefined;
  private stopping = false;

  constructor(private readonly connector: MongoConnector) {}

  /** Adds a part that must also be ready, under the name used in reports. */
  register(name: string, contributor: ReadinessContributor): void {
    this.contributors.set(name, contributor);
  }

  /** From now on this instance reports that it wants no new requests. */
  stop(): void {
    this.stopping = true;
  }

  /** Whether `stop` was called. */
  get isStopping(): boolean {
    return this.stopping;
  }

  /**
   * The state of the instance. Without the database it is degraded as long as its other parts work: taking every
   * instance out of the load balancer would also end listings, which are served from memory.
   */
  state(now = performance.now()): ReadinessState {
    const parts: [string, PartReadiness][] = [...this.contributors].flatMap(([name, contributor]) => {
      const lacking = contributor();
      return lacking === undefined ? [] : [[name, lacking]];
    });
    if (this.stopping) parts.unshift(['service', { state: 'missing', problem: 'stopping' }]);
    const database = this.databaseProblem(now);
    if (database !== undefined)
      parts.push(['database', { state: this.lastPrimaryAt === undefined ? 'missing' : 'degraded', problem: database }]);
    const status = parts.some(([, { state }]) => state === 'missing')
      ? 'unavailable'
      : parts.length > 0
        ? 'degraded'
        : 'ok';
    return { status, problems: Object.fromEntries(parts.map(([name, { problem }]) => [name, problem])) };
  }

  private databaseProblem(now: number): string | undefined {
    if (this.connector.hasPrimary) {
      this.lastPrimaryAt = now;
      return undefined;
    }
    if (this.lastPrimaryAt === undefined) return 'not reached yet';
    return now - this.lastPrimaryAt > ELECTION_MS ? 'no primary' : undefined;
  }
}
