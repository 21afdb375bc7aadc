import { api } from '../../data/api.js';
import { bytes, count } from '../../data/format.js';
import { dataOf } from '../../data/request.js';

/** The figures of one day. */
export interface Snapshot {
  readonly day: string;
  readonly at: string;
  readonly products: {
    readonly total: number;
    readonly byVersion: Readonly<Record<string, number>>;
    readonly other: number;
  };
  readonly bytes: { readonly data: number; readonly storage: number; readonly indexes: number };
  readonly disk: { readonly total: number; readonly used: number } | null;
  readonly backupDisk: { readonly total: number; readonly used: number } | null;
}

/** The growth of a figure. */
export interface Growth {
  readonly name: string;
  readonly title: string;
  readonly unit: 'products' | 'requests' | 'bytes' | 'ms' | 'percent' | 'hours';
  readonly present: number | null;
  readonly perMonth: number | null;
  readonly perMonthLow: number | null;
  readonly perMonthHigh: number | null;
  readonly text: string;
}

/** When a threshold will be reached. */
export interface Threshold {
  readonly name: string;
  readonly title: string;
  readonly state: 'unknown' | 'reached' | 'too-early' | 'unclear' | 'not-in-sight' | 'expected';
  readonly at: string | null;
  readonly text: string;
  readonly advice: string;
}

/** Current size, growth and forecast. */
export interface Capacity {
  readonly latest: Snapshot | null;
  readonly snapshots: number;
  readonly since: string | null;
  readonly growth: readonly Growth[];
  readonly thresholds: readonly Threshold[];
  readonly history: readonly Snapshot[];
}

/** The number of products per day, and the forecast: the trend with its 95 % interval. */
export interface Forecast {
  readonly seconds: readonly number[];
  readonly known: readonly (number | null)[];
  readonly expected: readonly (number | null)[];
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
}

const DAY = 86_400;
const MONTH_DAYS = 30.44;

/** Capacity with snapshots of the given number of days. */
export function readCapacity(days: number, signal: AbortSignal): Promise<Capacity> {
  return dataOf<Capacity>(api.GET('/api/admin/capacity', { params: { query: { days } }, signal }));
}

/** The number of products of the past days, extrapolated by its trend for the same number of days. Pure. */
export function productForecast({ history, growth }: Capacity, daysAhead: number): Forecast {
  const days = history.map(({ day }) => Date.parse(`${day}T00:00:00Z`) / 1_000);
  const totals = history.map(({ products }) => products.total);
  const trend = growth.find(({ name }) => name === 'products');
  const last = days.at(-1);
  const present = totals.at(-1);
  const perMonth = trend?.perMonth ?? null;
  if (last === undefined || present === undefined || perMonth === null) {
    const none = totals.map(() => null);
    return { seconds: days, known: totals, expected: none, low: none, high: none };
  }
  const ahead = Array.from({ length: daysAhead }, (_, index) => index + 1);
  const line = (slope: number | null): readonly (number | null)[] => [
    ...totals.map((total, index) => (index === totals.length - 1 ? total : null)),
    ...ahead.map((day) => Math.max(0, present + ((slope ?? perMonth) / MONTH_DAYS) * day)),
  ];
  return {
    seconds: [...days, ...ahead.map((day) => last + day * DAY)],
    known: [...totals, ...ahead.map(() => null)],
    expected: line(perMonth),
    low: line(trend?.perMonthLow ?? null),
    high: line(trend?.perMonthHigh ?? null),
  };
}

/** A figure with its unit. */
export function figure(value: number, unit: Growth['unit']): string {
  switch (unit) {
    case 'bytes':
      return bytes(value);
    case 'percent':
      return `${value.toFixed(1)} %`;
    case 'ms':
      return `${Math.round(value)} ms`;
    case 'hours':
      return `${Math.round(value)} h`;
    default:
      return count(Math.round(value));
  }
}
