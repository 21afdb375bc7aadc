/** A value on a day. */
export interface Point {
  /** Days since any fixed day. */
  readonly day: number;
  readonly value: number;
}

/** The rate of change, as far as it is known. */
export type Trend =
  /** Too little history: the days so far, and the days needed. */
  | { readonly state: 'too-early'; readonly days: number; readonly needed: number }
  | {
      readonly state: 'told';
      /** Days from the first value to the last. */
      readonly days: number;
      /** The smoothed value of the last day. */
      readonly present: number;
      readonly perDay: number;
      /** With a probability of 95 %, the rate is between these. Infinite if the values reveal nothing. */
      readonly perDayLow: number;
      readonly perDayHigh: number;
    };

/** Fewer days, or values on fewer of them, show the week's pattern rather than a trend. */
export const NEEDED_DAYS = 14;
const NEEDED_POINTS = 10;
/** Minimum number of independent values for a slope and its uncertainty. */
const LEAST_INDEPENDENT = 4;
const ROUNDING = 1e-9;

/**
 * Fits a straight line (least squares) and estimates how far its slope can be trusted. Values of neighboring days are
 * alike, so a hundred of them say less than a hundred independent ones: the uncertainty uses the effective number of
 * independent values, from the lag-1 autocorrelation of the residuals (Santer et al., doi:10.1029/1999JD901105). One
 * large import thus counts as a single event. Pure.
 */
export function trendOf(points: readonly Point[]): Trend {
  const sorted = [...points].sort((a, b) => a.day - b.day);
  const days = (sorted.at(-1)?.day ?? 0) - (sorted[0]?.day ?? 0);
  if (days < NEEDED_DAYS || sorted.length < NEEDED_POINTS) return { state: 'too-early', days, needed: NEEDED_DAYS };

  const meanDay = mean(sorted.map(({ day }) => day));
  const meanValue = mean(sorted.map(({ value }) => value));
  const spread = sum(sorted.map(({ day }) => (day - meanDay) ** 2));
  const perDay = sum(sorted.map(({ day, value }) => (day - meanDay) * (value - meanValue))) / spread;
  const deviations = sorted.map(({ day, value }) => value - meanValue - perDay * (day - meanDay));
  // Rounding errors of a straight line are not residuals.
  const isLine =
    Math.max(...deviations.map(Math.abs)) <= ROUNDING * Math.max(...sorted.map(({ value }) => Math.abs(value)));
  const margin = isLine ? 0 : marginOf(deviations, spread);
  return {
    state: 'told',
    days,
    perDay,
    perDayLow: perDay - margin,
    perDayHigh: perDay + margin,
    present: meanValue + perDay * ((sorted.at(-1)?.day ?? 0) - meanDay),
  };
}

/** Half the width of the slope's 95 % interval. */
function marginOf(deviations: readonly number[], spread: number): number {
  const squares = sum(deviations.map((deviation) => deviation ** 2));
  const products = sum(deviations.slice(1).map((deviation, before) => deviation * (deviations[before] ?? 0)));
  const correlation = Math.min(0.999, Math.max(0, products / squares));
  const independent = (deviations.length * (1 - correlation)) / (1 + correlation);
  if (independent < LEAST_INDEPENDENT) return Infinity;
  return studentsT(independent - 2) * Math.sqrt(squares / (independent - 2) / spread);
}

/**
 * The 97.5th percentile of Student's t distribution, within one percent from two degrees of freedom on (Cornish-Fisher
 * expansion).
 */
function studentsT(freedom: number): number {
  const z = 1.959964;
  const terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92_160,
  ];
  return terms.reduce((t, term, power) => t + term / freedom ** (power + 1), z);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
