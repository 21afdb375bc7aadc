import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Gauge } from 'prom-client';

import { messageOf } from '../errors/message-of.js';
import { MetricsRegistry } from '../metrics/metrics-registry.js';
import { Collections } from '../database/collections.js';
import { MongoConnector } from '../database/mongo-connector.js';
import { type Member, readMembers } from '../database/replication.js';
import { MonitoringPace } from './monitoring-pace.js';
import { BackgroundLoop } from '../leases/background-loop.js';

/** The replica set's members at the last check. */
export interface MembersSeen {
  readonly members: readonly Member[];
  /** Why they are unknown; `null` if they are known. */
  readonly problem: string | null;
}

/** Polls the replica set's members for the summary, Prometheus and alerts. */
@Injectable()
export class MemberWatch implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(MemberWatch.name);
  private readonly looking: BackgroundLoop;
  private readonly lag: Gauge<'member'>;
  private seen: MembersSeen = { members: [], problem: null };

  constructor(
    private readonly collections: Collections,
    private readonly connector: MongoConnector,
    metrics: MetricsRegistry,
    pace: MonitoringPace,
  ) {
    this.lag = metrics.gauge('mongodb_replication_lag_seconds', 'How far a secondary is behind the primary', {
      labelNames: ['member'],
    });
    this.looking = new BackgroundLoop({ work: () => this.look(), everyMs: pace.lookEveryMs, failed: () => undefined });
  }

  get latest(): MembersSeen {
    return this.seen;
  }

  onApplicationBootstrap(): void {
    this.looking.start((signal) => this.connector.untilConnected(signal));
  }

  async onModuleDestroy(): Promise<void> {
    await this.looking.stop();
  }

  private async look(): Promise<void> {
    try {
      this.seen = { members: await readMembers(this.collections.client), problem: null };
    } catch (error) {
      const problem = messageOf(error);
      if (this.seen.problem !== problem) this.logger.warn(`The replica set's members are unknown: ${problem}`);
      this.seen = { members: [], problem };
    }
    this.lag.reset();
    for (const { name, lagSeconds } of this.seen.members) {
      if (lagSeconds !== null) this.lag.set({ member: name }, lagSeconds);
    }
  }
}
