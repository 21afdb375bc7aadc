import 'uplot/dist/uPlot.min.css';

import UPlot, { type AlignedData, type Options, type Series } from 'uplot';

import { day, timeOfDay } from '../../data/format.js';
import type { ChartData, Line } from './chart.js';

/** Drawing options. */
export interface DrawOptions {
  readonly format: (value: number) => string;
  readonly days: boolean;
  readonly height: number;
}

/** A drawn chart: it follows the width of its frame. */
export interface Drawn {
  update(data: ChartData): void;
  end(): void;
}

const AXIS_WIDTH = 64;

/** Draws a chart into its frame, with the page's current colors. */
export function draw(host: HTMLElement, data: ChartData, { format, days, height }: DrawOptions): Drawn {
  const style = getComputedStyle(host);
  const colorOf = (name: string): string => resolved(host, `var(${name})`);
  const grid = { stroke: colorOf('--line'), width: 1 };
  const axis = {
    stroke: colorOf('--quiet'),
    font: `12px ${style.fontFamily}`,
    grid,
    ticks: { show: false },
  };
  const options: Options = {
    width: Math.max(200, host.clientWidth),
    height,
    // Always UTC: by default the axis would use the reader's local time, with am and pm.
    tzDate: (second) => UPlot.tzDate(new Date(second * 1_000), 'Etc/UTC'),
    legend: { show: false },
    cursor: { show: false },
    padding: [8, 8, 0, 0],
    scales: { y: { range: (_chart, _low, high) => [0, high > 0 ? high * 1.08 : 1] } },
    axes: [
      { ...axis, size: 28, space: 84, values: (_chart, seconds) => seconds.map((second) => axisText(second, days)) },
      { ...axis, size: AXIS_WIDTH, values: (_chart, values) => values.map(format) },
    ],
    series: [{}, ...data.lines.map((line) => seriesOf(line, colorOf))],
  };
  const chart = new UPlot(options, aligned(data), host);
  const sizes = new ResizeObserver(() => chart.setSize({ width: Math.max(200, host.clientWidth), height }));
  sizes.observe(host);
  return {
    update: (next) => chart.setData(aligned(next)),
    end: () => {
      sizes.disconnect();
      chart.destroy();
    },
  };
}

function axisText(second: number, days: boolean): string {
  return days ? day(second * 1_000).replace(/ \d{4}$/, '') : timeOfDay(second * 1_000, false);
}

function seriesOf(
  { name, color, dash, filled = false, points = false }: Line,
  colorOf: (name: string) => string,
): Series {
  const stroke = colorOf(color);
  return {
    label: name,
    stroke,
    width: 2,
    ...(dash === undefined ? {} : { dash: [...dash] }),
    ...(filled ? { fill: colorOf('--act-ground') } : {}),
    points: { show: points, size: 5, fill: stroke },
    spanGaps: false,
  };
}

function aligned({ seconds, lines }: ChartData): AlignedData {
  return [[...seconds], ...lines.map(({ values }) => [...values])];
}

/** A color of the page in a form the canvas understands: `light-dark()` and variables exist only in style sheets. */
function resolved(host: HTMLElement, color: string): string {
  const probe = document.createElement('span');
  probe.style.color = color;
  host.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}
