import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** How often the wait for a turn of the event loop is measured: each time wakes the process. */
const SAMPLE_EVERY_MS = 100;

/** The metrics of this instance, in Prometheus' text form. Other parts make theirs here. */
@Injectable()
export class MetricsRegistry {
  readonly registry = new Registry();

  constructor() {
    collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: SAMPLE_EVERY_MS });
  }

  /** A number that only grows. */
  counter<Label extends string = never>(name: string, help: string, labelNames: readonly Label[] = []): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  /** A number that goes up and down; `read` gives it at the moment it is asked for. */
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

  /** A distribution, in seconds where it is one of time. */
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
