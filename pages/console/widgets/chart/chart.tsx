import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { theme } from '../../../shared/theme.js';
import { TableFrame } from '../panel.js';
import type { Drawn } from './draw.js';

import './chart.css';

/** A line of a chart. Its color is a state or shape color of the page, and its name stands beside it in the legend. */
export interface Line {
  readonly name: string;
  readonly values: readonly (number | null)[];
  readonly color: `--${string}`;
  readonly dash?: readonly number[];
  /** Fills what is below it. */
  readonly filled?: boolean;
  /** Shows its points alone, as where there are few. */
  readonly points?: boolean;
}

/** What a chart shows: seconds since 1970, and lines over them. */
export interface ChartData {
  readonly seconds: readonly number[];
  readonly lines: readonly Line[];
}

interface ChartProps {
  readonly data: ChartData;
  /** What it shows, in a sentence, for those who cannot see it. */
  readonly label: string;
  /** How values are written. */
  readonly format: (value: number) => string;
  /** Whether the days are shown instead of the time of day. */
  readonly days?: boolean;
  readonly height?: number;
  /** The same figures as a table. */
  readonly table: ComponentChildren;
}

/**
 * A chart over time, in UTC. The library is loaded with the first one; whoever cannot see it has its sentence, its
 * legend in words and its table.
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
    // Colors are read when it is drawn; other values are put into what is drawn.
  }, [scheme, days, height, data.lines.length]);
  useEffect(() => drawn.current?.update(data), [data]);
  return (
    <figure class="chart">
      {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- what is drawn is a canvas */}
      <div ref={frame} class="chart-frame" role="img" aria-label={label} style={{ 'min-block-size': `${height}px` }} />
      {failed && <p class="reason">The chart could not be loaded; its figures are in the table.</p>}
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
        <summary>The figures as a table</summary>
        <TableFrame label={`${label}, as a table`}>{table}</TableFrame>
      </details>
    </figure>
  );
}
