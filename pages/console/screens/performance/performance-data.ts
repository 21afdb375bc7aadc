import { api } from '../../data/api.js';
import { dataOf, envelopeOf } from '../../data/request.js';

/** A query class over time: a value each step, `null` where nobody asked. */
export interface ClassSeries {
  readonly name: string;
  readonly title: string;
  readonly limitMs: number;
  readonly count: readonly number[];
  readonly p50: readonly (number | null)[];
  readonly p95: readonly (number | null)[];
}

/** Latency over time at one instance. */
export interface Latency {
  readonly instance: { readonly host: string; readonly pid: number; readonly startedAt: string };
  readonly stepSeconds: number;
  readonly from: string;
  readonly to: string;
  readonly classes: readonly ClassSeries[];
}

/** A kind of database command that was slow. */
export interface SlowQuery {
  readonly key: string;
  readonly command: string;
  readonly collection: string;
  readonly shape: unknown;
  readonly count: number;
  readonly meanMs: number;
  readonly maxMs: number;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly plan: string | null;
  readonly collectionScan: boolean | null;
}

/** A page of them. */
export interface SlowPage {
  readonly data: readonly SlowQuery[];
  readonly pagination: { readonly nextCursor: string | null };
}

/** What the last minutes were like over all instances. */
export interface ClassNow {
  readonly name: string;
  readonly verdict: 'inside' | 'over' | 'no-requests';
  readonly allInstances: { readonly requests: number; readonly failures: number; readonly p95: number | null };
}

/** What is shown of a series: a point a pixel is enough, so long windows are thinned by taking each group's worst. */
export interface Thinned {
  readonly seconds: readonly number[];
  readonly p50: readonly (number | null)[];
  readonly p95: readonly (number | null)[];
  readonly count: readonly number[];
}

const MAX_POINTS = 360;
const SLOW_PAGE = 10;

/** Latency so many minutes back. */
export function readLatency(minutes: number, signal: AbortSignal): Promise<Latency> {
  return dataOf<Latency>(api.GET('/api/admin/latency', { params: { query: { minutes } }, signal }));
}

/** Slow kinds of commands, the latest first. */
export function readSlow(cursor: string, signal: AbortSignal): Promise<SlowPage> {
  const query = { limit: SLOW_PAGE, ...(cursor === '' ? {} : { cursor }) };
  return envelopeOf<SlowPage>(api.GET('/api/admin/slow-queries', { params: { query }, signal }));
}

/** The last five minutes of all instances together. */
export async function readNow(signal: AbortSignal): Promise<readonly ClassNow[]> {
  const { queryClasses } = await dataOf<{ readonly queryClasses: readonly ClassNow[] }>(
    api.GET('/api/admin/monitoring', { signal }),
  );
  return queryClasses;
}

/**
 * Thins a series to what fits on a screen. Of steps that become one, the worst counts: a peak is never smoothed away.
 */
export function thinned(series: ClassSeries, { from, stepSeconds }: Pick<Latency, 'from' | 'stepSeconds'>): Thinned {
  const group = Math.max(1, Math.ceil(series.count.length / MAX_POINTS));
  const start = Date.parse(from) / 1_000;
  const starts = Array.from({ length: Math.ceil(series.count.length / group) }, (_, index) => index * group);
  const worst = (values: readonly (number | null)[], at: number): number | null => {
    const there = values.slice(at, at + group).filter((value) => value !== null);
    return there.length === 0 ? null : Math.max(...there);
  };
  return {
    seconds: starts.map((at) => start + at * stepSeconds),
    p50: starts.map((at) => worst(series.p50, at)),
    p95: starts.map((at) => worst(series.p95, at)),
    count: starts.map((at) => series.count.slice(at, at + group).reduce((sum, count) => sum + count, 0)),
  };
}
