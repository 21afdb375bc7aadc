import { api } from '../../data/api.js';
import { dataOf, envelopeOf } from '../../data/request.js';

/** A query class over time: one value per step, `null` if there were no requests. */
export interface ClassSeries {
  readonly name: string;
  readonly title: string;
  readonly limitMs: number;
  readonly count: readonly number[];
  readonly p50: readonly (number | null)[];
  readonly p95: readonly (number | null)[];
}

/** Latency over time on one instance. */
export interface Latency {
  readonly instance: { readonly host: string; readonly pid: number; readonly startedAt: string };
  readonly stepSeconds: number;
  readonly from: string;
  readonly to: string;
  readonly classes: readonly ClassSeries[];
}

/** A kind of slow database command. */
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

/** The last minutes of all instances together. */
export interface ClassNow {
  readonly name: string;
  readonly verdict: 'inside' | 'over' | 'no-requests';
  readonly allInstances: { readonly requests: number; readonly failures: number; readonly p95: number | null };
}

/**
 * A series for display: one point per pixel is enough, so long windows are reduced to the worst value of each group.
 */
export interface Thinned {
  readonly seconds: readonly number[];
  readonly p50: readonly (number | null)[];
  readonly p95: readonly (number | null)[];
  readonly count: readonly number[];
}

const MAX_POINTS = 360;
const SLOW_PAGE = 10;

/** Latency for the given number of minutes. */
export function readLatency(minutes: number, signal: AbortSignal): Promise<Latency> {
  return dataOf<Latency>(api.GET('/api/admin/latency', { params: { query: { minutes } }, signal }));
}

/** Kinds of slow commands, latest first. */
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
 * Reduces a series to what fits on a screen. When steps are merged, the worst value is kept: peaks are never smoothed
 * away.
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
