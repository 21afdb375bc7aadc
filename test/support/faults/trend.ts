/** A straight line through measurements. */
export interface Trend {
  /** Its slope. */
  readonly perHour: number;
  /** The standard error of the slope. */
  readonly error: number;
}

/** The least squares line through values at points in time, in hours. Needs at least three. */
export function trend(hours: readonly number[], values: readonly number[]): Trend {
  const mean = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
  const [midTime, midValue] = [mean(hours), mean(values)];
  const spread = hours.reduce((sum, time) => sum + (time - midTime) ** 2, 0);
  const perHour = hours.reduce((sum, time, at) => sum + (time - midTime) * ((values[at] ?? 0) - midValue), 0) / spread;
  const rest = hours.reduce(
    (sum, time, at) => sum + ((values[at] ?? 0) - midValue - perHour * (time - midTime)) ** 2,
    0,
  );
  return { perHour, error: Math.sqrt(rest / (hours.length - 2) / spread) };
}
