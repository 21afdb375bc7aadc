import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** How often the event loop delay is sampled: each sample wakes the process. */
const SAMPLE_EVERY_MS = 100;

/** The metrics of this instance, in Prometheus text format. Other parts register theirs here. */
@Injectable()
export class MetricsRegistry {
  readonly registry = new Registry();

  constructor() {
    collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: SAMPLE_EVERY_MS });
  }

  /** A number that only increases. */
  counter<Label extends string = never>(name: string, help: string, labelNames: readonly Label[] = []): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  /** A number that goes up and down; `read` returns its current value when metrics are scraped. */
  gauge<Label extends string = never>(
    name: string,
    help: string,
    options: { labelNames?: readonly Label[]; read?: () => number } = {},
  ): Gauge<Label> {
    const { labelNames = [], read } = options;
    return new Gauge({
      name,
      help,
      labelNames,
      registers: [this.registry],
      ...(read === undefined
        ? {}
        : {
            collect() {
              this.set(read());
            },
          }),
    });
  }

  /** A distribution; durations are in seconds. */
  histogram<Label extends string = never>(
    name: string,
    help: string,
    options: { labelNames: readonly Label[]; buckets: readonly number[] },
  ): Histogram<Label> {
    return new Histogram({
      name,
      help,
      labelNames: options.labelNames,
      buckets: [...options.buckets],
      registers: [this.registry],
    });
  }
}
