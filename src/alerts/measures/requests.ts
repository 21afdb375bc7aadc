import { LATENCY_TARGETS } from '../../query-classes/latency-targets.js';
import type { ClassUsage } from '../../monitoring/query-history.js';
import type { Measured } from '../alert-rule.js';
import type { AlertSources } from '../alert-sources.js';

/** The time window that is evaluated, over all instances. */
const WINDOW_SECONDS = 300;
/** Fewer requests prove nothing: a p95 needs at least twenty. */
export const LEAST_REQUESTS = 20;
/** Above this, the latency alert reports it. */
const SLOW_MS = 150;

/** The 95th percentile of each query class, in milliseconds. */
export async function latency({ requests }: Pick<AlertSources, 'requests'>): Promise<readonly Measured[]> {
  return p95s(await requests.read(WINDOW_SECONDS)).map(({ name, title, p95, count }) => ({
    subject: name,
    value: p95,
    message: `${title}: p95 is about ${Math.round(p95)} ms over ${count} requests in five minutes`,
  }));
}

/** The 95th percentile of each query class, in percent of its target. */
export async function latencyAgainstTarget({ requests }: Pick<AlertSources, 'requests'>): Promise<readonly Measured[]> {
  return p95s(await requests.read(WINDOW_SECONDS))
    .filter(({ p95 }) => p95 <= SLOW_MS)
    .map(({ name, title, p95, limitMs, count }) => ({
      subject: name,
      value: (100 * p95) / limitMs,
      message:
        `${title}: p95 is about ${Math.round(p95)} ms over ${count} requests in five minutes, its target is ` +
        `${limitMs} ms`,
    }));
}

/** The share of failed requests, in percent. */
export async function failures({ requests }: Pick<AlertSources, 'requests'>): Promise<readonly Measured[]> {
  const usage = await requests.read(WINDOW_SECONDS);
  const all = usage.reduce((sum, one) => sum + one.requests, 0);
  const failed = usage.reduce((sum, one) => sum + one.failures, 0);
  if (all < LEAST_REQUESTS) return [];
  return [
    {
      subject: 'catalogue',
      value: (100 * failed) / all,
      message: `${failed} of ${all} requests in five minutes failed`,
    },
  ];
}

/**
 * Operations of this instance that wait for a connection while all are in use. Waiting for a new connection is common
 * and short, so it does not count.
 */
export function waitingForConnections({
  connections,
  instance,
}: Pick<AlertSources, 'connections' | 'instance'>): Promise<readonly Measured[]> {
  const { waiting, inUse, max } = connections.pool;
  return Promise.resolve([
    {
      subject: instance,
      value: inUse < max ? 0 : waiting,
      message: `${waiting} operations of ${instance} wait for a connection, and all ${max} are in use`,
    },
  ]);
}

/** Seconds since this instance last heard from the change stream. */
export function changeStreamSilence({
  catalog,
  instance,
}: Pick<AlertSources, 'catalog' | 'instance'>): Promise<readonly Measured[]> {
  // Before the catalog has been read, nothing is served from it.
  const seconds = catalog.isReady ? catalog.freshness.ageSeconds : 0;
  return Promise.resolve([
    {
      subject: instance,
      value: seconds,
      message: `${instance} has not heard from the change stream for ${seconds} s: listings are served as of then`,
    },
  ]);
}

function p95s(usage: readonly ClassUsage[]): readonly {
  readonly name: string;
  readonly title: string;
  readonly limitMs: number;
  readonly p95: number;
  readonly count: number;
}[] {
  return LATENCY_TARGETS.flatMap(({ name, title, limitMs }) => {
    const { p95 = null, requests: count = 0 } = usage.find(({ queryClass }) => queryClass === name) ?? {};
    return p95 === null || count < LEAST_REQUESTS ? [] : [{ name, title, limitMs, p95, count }];
  });
}
