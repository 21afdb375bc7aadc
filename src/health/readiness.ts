import { Injectable } from '@nestjs/common';

import { MongoConnector } from '../storage/mongo-connector.js';

/** A part of the service that has to be ready; gives what is missing, or `undefined`. */
export type ReadinessContributor = () => string | undefined;

/** An election takes up to this long: all instances would leave the load balancer at once for something that passes. */
const ELECTION_MS = 8_000;

/** Whether this instance should be sent requests. */
@Injectable()
export class Readiness {
  private readonly contributors = new Map<string, ReadinessContributor>();
  private lastPrimaryAt: number | undefined;
  private stopping = false;

  constructor(private readonly connector: MongoConnector) {}

  /** Adds a part that must be ready too, under the name it is reported by. */
  register(name: string, contributor: ReadinessContributor): void {
    this.contributors.set(name, contributor);
  }

  /** From now on no new requests are wanted. */
  stop(): void {
    this.stopping = true;
  }

  /** Whether `stop` was called. */
  get isStopping(): boolean {
    return this.stopping;
  }

  /** What keeps the instance from being ready, by part; empty where nothing does. */
  missing(now = performance.now()): Readonly<Record<string, string>> {
    const parts: [string, string | undefined][] = [
      ['service', this.stopping ? 'stopping' : undefined],
      ['database', this.databaseProblem(now)],
      ...[...this.contributors].map(([name, contributor]): [string, string | undefined] => [name, contributor()]),
    ];
    return Object.fromEntries(parts.filter((part): part is [string, string] => part[1] !== undefined));
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
