import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { theme } from '../../../shared/theme.js';
import { TableFrame } from '../panel.js';
import type { Drawn } from './draw.js';

import './chart.css';

/** A line of a chart. Its color is a state or version color of the page, and the legend shows its name. */
export interface Line {
  readonly name: string;
  readonly values: readonly (number | null)[];
  readonly color: `--${string}`;
  readonly dash?: readonly number[];
  /** Fills the area below it. */
  readonly filled?: boolean;
  /** Shows only the points, for sparse data. */
  readonly points?: boolean;
}

/** The data of a chart: seconds since 1970, and lines over them. */
export interface ChartData {
  readonly seconds: readonly number[];
  readonly lines: readonly Line[];
}

interface ChartProps {
  readonly data: ChartData;
  /** A description in one sentence, for those who cannot see the chart. */
  readonly label: string;
  /** Formats a value. */
  readonly format: (value: number) => string;
  /** Shows days instead of the time of day. */
  readonly days?: boolean;
  readonly height?: number;
  /** The same data as a table. */
  readonly table: ComponentChildren;
}

/**
 * A chart over time, in UTC. The library is loaded with the first chart; a sentence, a legend in words and a table
 * replace it for those who cannot see it.
 */
export function Chart({ data, label, format, days = false, height = 180, table }: ChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const drawn = useRef<Drawn | null>(null);
  const [failed, setFailed] = useState(false);
  const scheme = theme.value;
  useEffect(() => {
    let wanted = true;
    const host = frame.current;
    if (host === null) return undefined;
    import('./draw.js').then(
      ({ draw }) => {
        if (wanted) drawn.current = draw(host, data, { format, days, height });
      },
      () => wanted && setFailed(true),
    );
    return () => {
      wanted = false;
      drawn.current?.end();
      drawn.current = null;
    };
    // Colors are read when the chart is drawn; other changes are applied to the existing drawing.
  }, [scheme, days, height, data.lines.length]);
  useEffect(() => drawn.current?.update(data), [data]);
  return (
    <figure class="chart">
      {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- what is drawn is a canvas */}
      <div ref={frame} class="chart-frame" role="img" aria-label={label} style={{ 'min-block-size': `${height}px` }} />
      {failed && <p class="reason">The chart could not be loaded; its data is in the table.</p>}
      <figcaption>
        <ul class="legend">
          {data.lines.map(({ name, color, dash }) => (
            <li key={name}>
              <span
                class={dash === undefined ? 'line-key' : 'line-key is-dashed'}
                style={{ color: `var(${color})` }}
                aria-hidden="true"
              />
              {name}
            </li>
          ))}
        </ul>
      </figcaption>
      <details class="fold">
        <summary>Show as a table</summary>
        <TableFrame label={`${label}, as a table`}>{table}</TableFrame>
      </details>
    </figure>
  );
}
