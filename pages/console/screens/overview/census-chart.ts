import type { CensusPoint } from './census-history.js';

/** The frame of the chart in view box units. */
export interface ChartFrame {
  readonly width: number;
  readonly height: number;
  readonly from: number;
  readonly to: number;
}

/**
 * The areas of a stacked chart over time as paths, lowest first. A count holds until the next point, so the areas are
 * stepped: nothing is interpolated. Empty if there is nothing to draw.
 */
export function stackedAreas(points: readonly CensusPoint[], { width, height, from, to }: ChartFrame): string[] {
  const bands = points[0]?.counts.length ?? 0;
  const top = Math.max(1, ...points.map(({ counts }) => sum(counts)));
  const x = (at: number): string => (((Math.max(from, at) - from) / (to - from)) * width).toFixed(1);
  const y = (value: number): string => (height - (value / top) * height).toFixed(1);
  return Array.from({ length: bands }, (_, band) => {
    const upper = stepLine(points, to, x, ({ counts }) => y(sum(counts.slice(0, band + 1))));
    const lower = stepLine(points, to, x, ({ counts }) => y(sum(counts.slice(0, band))));
    return `M${upper.join('L')}L${lower.toReversed().join('L')}Z`;
  });
}

function stepLine(
  points: readonly CensusPoint[],
  to: number,
  x: (at: number) => string,
  y: (point: CensusPoint) => string,
): string[] {
  return points.flatMap((point, index) => {
    const until = points[index + 1]?.at ?? to;
    return [`${x(point.at)} ${y(point)}`, `${x(until)} ${y(point)}`];
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
