import { hostname } from 'node:os';

import { Injectable } from '@nestjs/common';

import { MongoMetrics, type PoolUse } from '../metrics/mongo-metrics.js';
import { LATENCY_TARGETS, type LatencyTarget } from '../query-classes/latency-targets.js';
import { type CatalogState, CatalogStates } from './catalog-state.js';
import { countOver } from './latency-buckets.js';
import type { WindowFigures } from './latency-window.js';
import { type MembersSeen, MemberWatch } from './member-watch.js';
import { type ClassUsage, QueryHistory } from './query-history.js';
import { QueryMeter, WINDOW_SECONDS } from './query-meter.js';
import { SlowQueryStore } from './slow-query-store.js';

const SLOW_HOURS = 24;
const P95_SHARE = 0.05;

/** A query class compared with its target. */
export interface ClassFigures extends LatencyTarget {
  /** Over all instances: `over` if more than 5 % of the requests exceeded the limit. */
  readonly verdict: 'inside' | 'over' | 'no-requests';
  readonly thisInstance: WindowFigures;
  /** Over all instances, in whole minutes; the 95th percentile is estimated from the buckets. */
  readonly allInstances: {
    readonly requests: number;
    readonly failures: number;
    readonly overLimit: number;
    readonly meanMs: number | null;
    readonly p95: number | null;
    readonly maxMs: number | null;
  };
}

/** The service's current state. */
export interface MonitoringSummary {
  readonly instance: { readonly host: string; readonly pid: number; readonly uptimeSeconds: number };
  readonly windowSeconds: number;
  readonly queryClasses: readonly ClassFigures[];
  /** Failed catalog requests over all instances. */
  readonly errors: { readonly requests: number; readonly failures: number; readonly share: number };
  /** For this instance only. */
  readonly pool: PoolUse & { readonly utilisation: number };
  readonly replication: MembersSeen;
  readonly catalogue: CatalogState;
  readonly slowQueries: { readonly kindsInLastDay: number };
}

/** Figures of the last minutes, for admins. */
@Injectable()
export class MonitoringService {
  // oxlint-disable-next-line max-params -- the parts of the summary
  constructor(
    private readonly meter: QueryMeter,
    private readonly history: QueryHistory,
    private readonly mongo: MongoMetrics,
    private readonly members: MemberWatch,
    private readonly states: CatalogStates,
    private readonly slow: SlowQueryStore,
  ) {}

  async summary(): Promise<MonitoringSummary> {
    const [usage, catalog, kindsInLastDay] = await Promise.all([
      this.history.read(WINDOW_SECONDS),
      this.states.read(),
      this.slow.countSince(SLOW_HOURS),
    ]);
    const requests = usage.reduce((sum, one) => sum + one.requests, 0);
    const failures = usage.reduce((sum, one) => sum + one.failures, 0);
    const { pool } = this.mongo;
    return {
      instance: { host: hostname(), pid: process.pid, uptimeSeconds: Math.round(process.uptime()) },
      windowSeconds: WINDOW_SECONDS,
      queryClasses: LATENCY_TARGETS.map((target) =>
        figuresOf(
          target,
          this.meter.figures(target.name),
          usage.find(({ queryClass }) => queryClass === target.name),
        ),
      ),
      errors: { requests, failures, share: requests === 0 ? 0 : failures / requests },
      pool: { ...pool, utilisation: pool.inUse / pool.max },
      replication: this.members.latest,
      catalogue: catalog,
      slowQueries: { kindsInLastDay },
    };
  }
}

function figuresOf(target: LatencyTarget, thisInstance: WindowFigures, usage: ClassUsage | undefined): ClassFigures {
  if (usage === undefined)
    return {
      ...target,
      verdict: 'no-requests',
      thisInstance,
      allInstances: { requests: 0, failures: 0, overLimit: 0, meanMs: null, p95: null, maxMs: null },
    };
  const { requests, failures, buckets, meanMs, p95, maxMs } = usage;
  const overLimit = countOver(buckets, target.limitMs);
  return {
    ...target,
    verdict: overLimit > P95_SHARE * requests ? 'over' : 'inside',
    thisInstance,
    allInstances: {
      requests,
      failures,
      overLimit,
      meanMs: rounded(meanMs),
      p95: p95 === null ? null : rounded(p95),
      maxMs: rounded(maxMs),
    },
  };
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
