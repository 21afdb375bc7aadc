import type { CapacitySnapshot } from './capacity-snapshot.js';
import { forecast, type Forecast } from './forecast.js';
import { type Figure, FIGURES, THRESHOLDS } from './thresholds.js';
import { type Point, type Trend, trendOf } from './trend.js';

const DAY_MS = 86_400_000;
/** The average length of a month. */
const MONTH_DAYS = 30.44;
/** Older data describes a different shop. */
export const TREND_DAYS = 90;

/** Growth of a figure per month. */
export interface Growth {
  readonly name: string;
  readonly title: string;
  readonly unit: Figure['unit'];
  /** The last value; `null` if never known. */
  readonly present: number | null;
  /** Per month, with the 95 % interval; `null` while unknown. Negative if it shrinks. */
  readonly perMonth: number | null;
  readonly perMonthLow: number | null;
  readonly perMonthHigh: number | null;
  /** In words. */
  readonly text: string;
}

/** When a threshold is reached, and what to do then. */
export interface ThresholdForecast {
  readonly name: string;
  readonly title: string;
  readonly state: Forecast['state'];
  readonly at: Date | null;
  readonly earliest: Date | null;
  readonly latest: Date | null;
  /** In words. */
  readonly text: string;
  readonly advice: string;
}

/** Current sizes, growth, and forecast. */
export interface CapacityReport {
  /** `null` before the first. */
  readonly latest: CapacitySnapshot | null;
  /** The number of daily snapshots behind the trends, and the first day. */
  readonly snapshots: number;
  readonly since: string | null;
  readonly growth: readonly Growth[];
  readonly thresholds: readonly ThresholdForecast[];
}

/** Builds the report from daily snapshots, oldest first. Pure. */
export function capacityReport(snapshots: readonly CapacitySnapshot[]): CapacityReport {
  const latest = snapshots.at(-1) ?? null;
  const followed = latest === null ? [] : snapshots.filter(({ _id }) => dayOf(_id) > dayOf(latest._id) - TREND_DAYS);
  return {
    latest,
    snapshots: followed.length,
    since: followed[0]?._id ?? null,
    growth: FIGURES.map((figure) => growthOf(figure, pointsOf(figure, followed))),
    thresholds: THRESHOLDS.map(({ name, title, figure, limit, advice }) =>
      toThreshold({ name, title, advice }, forecast(pointsOf(figure, followed), limit)),
    ),
  };
}

function pointsOf(figure: Figure, snapshots: readonly CapacitySnapshot[]): Point[] {
  return snapshots.flatMap((snapshot) => {
    const value = figure.value(snapshot);
    return value === undefined ? [] : [{ day: dayOf(snapshot._id), value }];
  });
}

function growthOf({ name, title, unit }: Figure, points: readonly Point[]): Growth {
  const present = points.at(-1)?.value ?? null;
  const trend = trendOf(points);
  const told = trend.state === 'told' && Number.isFinite(trend.perDayLow);
  const perMonth = (perDay: number): number => perDay * MONTH_DAYS;
  return {
    name,
    title,
    unit,
    present,
    perMonth: told ? perMonth(trend.perDay) : null,
    perMonthLow: told ? perMonth(trend.perDayLow) : null,
    perMonthHigh: told ? perMonth(trend.perDayHigh) : null,
    text: growthText(trend, present),
  };
}

function growthText(trend: Trend, present: number | null): string {
  if (present === null) return 'Not known yet';
  if (trend.state === 'too-early') return `Not known yet: ${trend.days} of ${trend.needed} days`;
  if (!Number.isFinite(trend.perDayLow)) return 'Changes in steps or without a trend, so no rate can be given';
  if (trend.perDayLow === 0 && trend.perDayHigh === 0) return 'Does not change';
  if (trend.perDayLow <= 0 && trend.perDayHigh >= 0) return 'No trend is distinguishable from the noise';
  return trend.perDay > 0 ? 'Grows' : 'Shrinks';
}

function toThreshold(of: Pick<ThresholdForecast, 'name' | 'title' | 'advice'>, found: Forecast): ThresholdForecast {
  const dates = { at: null, earliest: null, latest: null };
  switch (found.state) {
    case 'unknown':
      return { ...of, ...dates, state: found.state, text: 'Not known; not measured yet' };
    case 'reached':
      return { ...of, ...dates, state: found.state, text: 'Reached' };
    case 'too-early':
      return {
        ...of,
        ...dates,
        state: found.state,
        text: `Not reached; no forecast yet: ${found.days} of ${found.needed} days`,
      };
    case 'unclear':
      return {
        ...of,
        ...dates,
        earliest: found.earliest,
        state: found.state,
        text: `Not reached; no forecast, but not before ${dayText(found.earliest)}`,
      };
    case 'not-in-sight':
      return {
        ...of,
        ...dates,
        state: found.state,
        text: `Not before ${dayText(found.horizon)}, from past growth`,
      };
    case 'expected':
      return {
        ...of,
        at: found.at,
        earliest: found.earliest,
        latest: found.latest,
        state: found.state,
        text:
          'About ' +
          (`${dayText(found.at)} (${dayText(found.earliest)} to ` +
            `${found.latest === null ? 'much later' : dayText(found.latest)})`),
      };
  }
}

/** Days since 1970. */
function dayOf(day: string): number {
  return Date.parse(day) / DAY_MS;
}

function dayText(date: Date): string {
  return date.toISOString().slice(0, 10);
}
