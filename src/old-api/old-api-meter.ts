import { Injectable } from '@nestjs/common';
import type { Counter } from 'prom-client';

import { MetricsRegistry } from '../metrics/metrics-registry.js';
import { ClientFamilies } from './client-family.js';

/** The use of the old contract by one family of clients during some time. */
export interface CountedUse {
  readonly client: string;
  readonly requests: number;
  /** Requests by parameter or route. */
  readonly parameters: Readonly<Record<string, number>>;
}

interface Pending {
  requests: number;
  readonly parameters: Map<string, number>;
}

/**
 * Counts which parts of the old contract are still used, and by whom: for Prometheus, and for the counts shared by all
 * instances.
 */
@Injectable()
export class OldApiMeter {
  private readonly families = new ClientFamilies();
  private readonly total: Counter<'parameter' | 'client'>;
  private pending = new Map<string, Pending>();

  constructor(metrics: MetricsRegistry) {
    this.total = metrics.counter(
      'catalog_old_api_requests_total',
      'Requests that use the old API, by each parameter or address they use',
      ['parameter', 'client'],
    );
  }

  /** Counts a request. */
  observe(userAgent: string | undefined, used: readonly string[]): void {
    const client = this.families.of(userAgent);
    for (const parameter of used) this.total.inc({ parameter, client });
    this.add({ client, requests: 1, parameters: Object.fromEntries(used.map((parameter) => [parameter, 1])) });
  }

  /** Returns the counts since the last call. */
  take(): readonly CountedUse[] {
    const taken = [...this.pending].map(([client, { requests, parameters }]) => ({
      client,
      requests,
      parameters: Object.fromEntries(parameters),
    }));
    this.pending = new Map();
    return taken;
  }

  /** Takes back counts that could not be stored. */
  giveBack(counted: readonly CountedUse[]): void {
    for (const one of counted) this.add(one);
  }

  private add({ client, requests, parameters }: CountedUse): void {
    const pending = this.pending.get(client) ?? { requests: 0, parameters: new Map<string, number>() };
    pending.requests += requests;
    for (const [parameter, count] of Object.entries(parameters))
      pending.parameters.set(parameter, (pending.parameters.get(parameter) ?? 0) + count);
    this.pending.set(client, pending);
  }
}
