import type { Point, Trend } from './trend.js';
import { trendOf } from './trend.js';

const DAY_MS = 86_400_000;
/** A trend is not extrapolated beyond this, nor beyond this multiple of the past it is based on. */
const MAX_DAYS_AHEAD = 730;
const TIMES_THE_PAST = 4;

/** A limit of a value. */
export interface Limit {
  readonly at: number;
  /** Which side of the limit is good. */
  readonly keep: 'below' | 'above';
  /** How many consecutive days it has to be exceeded to count; 1 by default. */
  readonly days?: number;
}

/**
 * When a limit will be reached. `reached`: already; `expected`: around `at`, with a probability of 95 % between
 * `earliest` and `latest` (`null`: not within the horizon); `unclear`: the past shows no clear direction;
 * `not-in-sight`: not before `horizon`, based on past growth; `unknown`: there are no values.
 */
export type Forecast =
  | { readonly state: 'unknown' | 'reached' }
  | { readonly state: 'too-early'; readonly days: number; readonly needed: number }
  | { readonly state: 'unclear'; readonly earliest: Date }
  | { readonly state: 'not-in-sight'; readonly horizon: Date }
  | { readonly state: 'expected'; readonly at: Date; readonly earliest: Date; readonly latest: Date | null };

/** Extrapolates past values to a limit. Pure. */
export function forecast(points: readonly Point[], limit: Limit): Forecast {
  const sorted = [...points].sort((a, b) => a.day - b.day);
  const last = sorted.at(-1);
  if (last === undefined) return { state: 'unknown' };
  const needed = limit.days ?? 1;
  const latest = sorted.slice(-needed);
  if (latest.length === needed && latest.every(({ value }) => isPassed(value, limit))) return { state: 'reached' };
  const trend = trendOf(sorted);
  return trend.state === 'too-early'
    ? { state: 'too-early', days: trend.days, needed: trend.needed }
    : drawOut(trend, last.day, limit);
}

function drawOut(trend: Extract<Trend, { readonly state: 'told' }>, today: number, limit: Limit): Forecast {
  const ahead = Math.min(MAX_DAYS_AHEAD, TIMES_THE_PAST * trend.days);
  // Normalized so that the limit is upward, whichever side is good.
  const sign = limit.keep === 'below' ? 1 : -1;
  const way = Math.max(0, sign * (limit.at - trend.present));
  const [slow, fast] = [sign * trend.perDayLow, sign * trend.perDayHigh].sort((a, b) => a - b) as [number, number];
  const quickest = daysFor(way, fast);
  if (quickest > ahead) return { state: 'not-in-sight', horizon: dateOf(today + ahead) };
  const likely = daysFor(way, sign * trend.perDay);
  if (slow <= 0 || likely > ahead) return { state: 'unclear', earliest: dateOf(today + quickest) };
  const slowest = daysFor(way, slow);
  return {
    state: 'expected',
    at: dateOf(today + likely),
    earliest: dateOf(today + quickest),
    latest: slowest > ahead ? null : dateOf(today + slowest),
  };
}

function isPassed(value: number, { at, keep }: Limit): boolean {
  return keep === 'below' ? value >= at : value <= at;
}

function daysFor(way: number, perDay: number): number {
  return perDay > 0 ? way / perDay : Infinity;
}

/** Days since 1970 as a date. */
function dateOf(day: number): Date {
  return new Date(Math.ceil(day) * DAY_MS);
}
