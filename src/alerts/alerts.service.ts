import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Gauge } from 'prom-client';

import { messageOf } from '../errors/message-of.js';
import { MetricsRegistry } from '../metrics/metrics-registry.js';
import { BackgroundLoop } from '../leases/background-loop.js';
import { MongoConnector } from '../database/mongo-connector.js';
import { SEVERITIES, type Severity } from './alert.js';
import { AlertPace } from './alert-pace.js';
import { type AlertFilter, AlertStore } from './alert-store.js';
import type { StoredAlert } from './stored-alert.schema.js';
import { AlertWatch } from './alert-watch.js';

/** Number of firing alerts, by severity. */
export type FiringCounts = Readonly<Record<Severity, number>>;

/** The alerts, for admins and Prometheus. The rules are in `alert-rules.ts`. */
@Injectable()
export class AlertsService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(AlertsService.name);
  private readonly counting: BackgroundLoop;
  private readonly gauge: Gauge<'rule' | 'severity'>;

  constructor(
    private readonly store: AlertStore,
    private readonly watch: AlertWatch,
    private readonly connector: MongoConnector,
    metrics: MetricsRegistry,
    pace: AlertPace,
  ) {
    this.gauge = metrics.gauge('catalog_alerts_firing', 'Firing alerts', { labelNames: ['rule', 'severity'] });
    this.counting = new BackgroundLoop({
      work: () => this.count(),
      everyMs: pace.judgeEveryMs,
      failed: (error) => {
        this.logger.debug(`Alerts were not counted: ${messageOf(error)}`);
      },
    });
  }

  onApplicationBootstrap(): void {
    this.counting.start((signal) => this.connector.untilConnected(signal));
  }

  async onModuleDestroy(): Promise<void> {
    await this.counting.stop();
  }

  /** A page of alerts, last changed first. */
  list(
    filter: AlertFilter,
    page: { readonly limit: number; readonly after?: string | undefined },
  ): Promise<{ readonly alerts: readonly StoredAlert[]; readonly next: string | null }> {
    return this.store.list(filter, page);
  }

  /** Number of firing alerts. */
  async firing(): Promise<FiringCounts> {
    const counts = await this.store.countFiring();
    return Object.fromEntries(
      SEVERITIES.map((severity) => [
        severity,
        counts.filter((one) => one.severity === severity).reduce((sum, { count }) => sum + count, 0),
      ]),
    ) as Record<Severity, number>;
  }

  /** Rules that this instance could not evaluate last time. */
  get problems(): AlertWatch['problems'] {
    return this.watch.problems;
  }

  private async count(): Promise<void> {
    const counts = await this.store.countFiring();
    this.gauge.reset();
    for (const { rule, severity, count } of counts) this.gauge.set({ rule, severity }, count);
  }
}
