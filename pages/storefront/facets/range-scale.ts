/** From this price on the scale is logarithmic: shoppers move by tens below and by hundreds above. */
const LINEAR_UP_TO = 1000;

/** Converts values into positions between 0 (left) and 1 (right), and back. */
export interface Scale {
  readonly min: number;
  readonly max: number;
  toPosition(value: number): number;
  /** The value at a position, rounded to a natural number of digits. */
  toValue(position: number): number;
}

/** Linear; values are rounded to hundredths (of a carat). */
export function linearScale(min: number, max: number): Scale {
  return scaleOf(min, max, {
    to: (value) => value,
    from: (distance) => distance,
    round: (value) => Math.round(value * 100) / 100,
  });
}

/** Linear up to 1,000, logarithmic above; both parts meet with the same slope. */
export function priceScale(min: number, max: number): Scale {
  return scaleOf(min, max, {
    to: (value) => (value <= LINEAR_UP_TO ? value / LINEAR_UP_TO : 1 + Math.log(value / LINEAR_UP_TO)),
    from: (distance) => LINEAR_UP_TO * (distance <= 1 ? distance : Math.exp(distance - 1)),
    round: (value) => {
      const step = value < 200 ? 5 : value < LINEAR_UP_TO ? 10 : value < 5 * LINEAR_UP_TO ? 50 : 250;
      return Math.round(value / step) * step;
    },
  });
}

/** Round numbers enclosing the data, for readable ends of the scale. */
export function niceBounds(min: number, max: number, step: number): readonly [number, number] {
  const low = Math.floor(min / step) * step;
  const high = Math.ceil(max / step) * step;
  return [low, high > low ? high : low + step];
}

/** A bar of a histogram: positions between 0 and 1, height between 0 and 1. */
export interface Bar {
  readonly left: number;
  readonly right: number;
  readonly height: number;
  readonly count: number;
}

export interface Bucket {
  readonly from: number;
  readonly to?: number | undefined;
  readonly count: number;
}

/**
 * The bars of the buckets within a scale. Heights are proportional to the square root of the counts: otherwise one
 * large bucket would flatten the rest.
 */
export function barsOf(buckets: readonly Bucket[], scale: Scale): readonly Bar[] {
  const most = Math.max(1, ...buckets.map(({ count }) => count));
  return buckets
    .map(({ from, to = Infinity, count }) => ({
      left: scale.toPosition(from),
      right: scale.toPosition(to),
      height: Math.sqrt(count / most),
      count,
    }))
    .filter(({ left, right }) => right > left);
}

interface Stretch {
  readonly to: (value: number) => number;
  readonly from: (distance: number) => number;
  readonly round: (value: number) => number;
}

function scaleOf(min: number, max: number, { to, from, round }: Stretch): Scale {
  const [start, end] = [to(min), to(max)];
  const within = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
  return {
    min,
    max,
    toPosition: (value) => (to(within(value, min, max)) - start) / (end - start),
    toValue: (position) => {
      if (position <= 0) return min;
      if (position >= 1) return max;
      return within(round(from(start + position * (end - start))), min, max);
    },
  };
}
