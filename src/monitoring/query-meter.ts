import { Injectable } from '@nestjs/common';
import type { Counter, Histogram } from 'prom-client';

import { MetricsRegistry } from '../metrics/metrics-registry.js';
import { LATENCY_TARGETS, type QueryClassName } from '../query-classes/latency-targets.js';
import { BUCKET_EDGES_MS, BUCKETS, bucketOf } from './latency-buckets.js';
import { LatencySeries, seriesTime } from './latency-series.js';
import { LatencyWindow, type WindowFigures } from './latency-window.js';

const MS_PER_SECOND = 1000;
/** The length of the current window in the summary. */
export const WINDOW_SECONDS = 300;

/** Requests of one class counted over some time. */
export interface CountedRequests {
  readonly queryClass: QueryClassName;
  readonly requests: number;
  /** Failed requests. */
  readonly failures: number;
  readonly totalMs: number;
  readonly maxMs: number;
  /** Counts by bucket of `latency-buckets.ts`. */
  readonly buckets: readonly number[];
}

/** The state of one class. */
interface Kept {
  readonly seconds: Histogram.Internal<'class'>;
  readonly failures: Counter.Internal;
  readonly window: LatencyWindow;
  readonly series: LatencySeries;
  pending: { requests: number; failures: number; totalMs: number; maxMs: number; buckets: number[] };
}

/**
 * Records the duration of each catalog request by query class: for Prometheus, for the figures of the last minutes, and
 * for the counts shared by all instances (`QueryHistory`). Called once per request, so it does very little.
 */
@Injectable()
export class QueryMeter {
  private readonly classes: ReadonlyMap<QueryClassName, Kept>;

  constructor(metrics: MetricsRegistry) {
    const seconds = metrics.histogram('catalog_query_duration_seconds', 'Time to answer a request to the catalog', {
      labelNames: ['class'],
      buckets: BUCKET_EDGES_MS.map((edge) => edge / MS_PER_SECOND),
    });
    const failures = metrics.counter('catalog_query_failures_total', 'Failed requests to the catalog', ['class']);
    const target = metrics.gauge('catalog_query_target_seconds', 'Target for the 95th percentile of a query class', {
      labelNames: ['class'],
    });
    this.classes = new Map(
      LATENCY_TARGETS.map(({ name, limitMs }) => {
        target.set({ class: name }, limitMs / MS_PER_SECOND);
        return [
          name,
          {
            seconds: seconds.labels({ class: name }),
            failures: failures.labels({ class: name }),
            window: new LatencyWindow(WINDOW_SECONDS),
            series: new LatencySeries(),
            pending: nothing(),
          },
        ];
      }),
    );
  }

  /** Records a request. */
  observe(queryClass: QueryClassName, milliseconds: number, failed: boolean): void {
    const kept = this.classes.get(queryClass);
    if (kept === undefined) return;
    const { pending } = kept;
    const bucket = bucketOf(milliseconds);
    kept.seconds.observe(milliseconds / MS_PER_SECOND);
    kept.window.record(milliseconds, performance.now());
    kept.series.record(milliseconds, seriesTime());
    pending.requests += 1;
    pending.totalMs += milliseconds;
    pending.maxMs = Math.max(pending.maxMs, milliseconds);
    pending.buckets[bucket] = (pending.buckets[bucket] ?? 0) + 1;
    if (!failed) return;
    kept.failures.inc();
    pending.failures += 1;
  }

  /** This instance's figures of a class in the last minutes. */
  figures(queryClass: QueryClassName): WindowFigures {
    return (this.classes.get(queryClass)?.window ?? new LatencyWindow(WINDOW_SECONDS)).read(performance.now());
  }

  /** This instance's last hours of a class. */
  series(queryClass: QueryClassName): LatencySeries {
    return this.classes.get(queryClass)?.series ?? new LatencySeries();
  }

  /** Returns the counts since the last call. */
  take(): readonly CountedRequests[] {
    return [...this.classes].flatMap(([queryClass, kept]) => {
      const { pending } = kept;
      if (pending.requests === 0) return [];
      kept.pending = nothing();
      return [{ queryClass, ...pending }];
    });
  }

  /** Takes back counts that could not be written. */
  giveBack(counted: readonly CountedRequests[]): void {
    for (const { queryClass, requests, failures, totalMs, maxMs, buckets } of counted) {
      const pending = this.classes.get(queryClass)?.pending;
      if (pending === undefined) continue;
      pending.requests += requests;
      pending.failures += failures;
      pending.totalMs += totalMs;
      pending.maxMs = Math.max(pending.maxMs, maxMs);
      pending.buckets = pending.buckets.map((count, bucket) => count + (buckets[bucket] ?? 0));
    }
  }
}

function nothing(): Kept['pending'] {
  return { requests: 0, failures: 0, totalMs: 0, maxMs: 0, buckets: Array.from({ length: BUCKETS }, () => 0) };
}
