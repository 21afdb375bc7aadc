import { useId } from 'preact/hooks';

import { dateTime, day, timeOfDay } from '../../data/format.js';
import type { Coverage } from './backup-data.js';
import { covered, gapsBetween, secondOf, type Span } from './timeline-model.js';

interface TimelineProps {
  readonly coverage: Coverage;
  /** The displayed range. */
  readonly range: Span;
  readonly now: number;
  readonly second: number;
  /** The description of the selected second. */
  readonly said: string;
  readonly onPick: (second: number) => void;
}

const MINUTE = 60;
const TICKS = 5;

/**
 * The restorable times as a bar, gaps hatched, backups as ticks. The slider over it is the browser's own: pointer,
 * arrow keys for a second, with Shift for a minute, Page keys for a tenth of the displayed range.
 */
export function Timeline({ coverage, range, now, second, said, onPick }: TimelineProps) {
  const hint = useId();
  const { from, to } = range;
  const pick = (wanted: number): void => onPick(Math.min(to, Math.max(from, wanted)));
  return (
    <div class="timeline">
      <div class="timeline-bar">
        <Marks coverage={coverage} range={range} now={now} />
        <span class="timeline-cursor" style={{ 'inset-inline-start': placeIn(range, second) }} />
        <input
          type="range"
          class="timeline-input"
          aria-label="The time to restore"
          aria-valuetext={said}
          aria-describedby={hint}
          min={from}
          max={to}
          step={1}
          value={second}
          onInput={(event) => pick(Number(event.currentTarget.value))}
          onKeyDown={(event) => {
            const way = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
            if (way === undefined) return;
            event.preventDefault();
            pick(second + way * (event.shiftKey ? MINUTE : 1));
          }}
        />
      </div>
      <div class="timeline-axis" aria-hidden="true">
        {Array.from({ length: TICKS }, (_, index) => from + ((to - from) * index) / (TICKS - 1)).map((at) => (
          <span key={at}>{axisText(at, to - from)}</span>
        ))}
      </div>
      <Legend hint={hint} />
    </div>
  );
}

/** The position of a second on the bar. */
function placeIn({ from, to }: Span, second: number): string {
  return `${Math.min(100, Math.max(0, ((second - from) / Math.max(1, to - from)) * 100))}%`;
}

type MarksProps = Pick<TimelineProps, 'coverage' | 'range' | 'now'>;

function Marks({ coverage, range, now }: MarksProps) {
  const part = (span: Span): Readonly<Record<string, string>> => ({
    'inset-inline-start': placeIn(range, span.from),
    'inset-inline-end': `calc(100% - ${placeIn(range, span.to)})`,
  });
  const shown = ({ from, to }: Span): boolean => to >= range.from && from <= range.to;
  return (
    <>
      {covered(coverage, now)
        .filter(shown)
        .map((span) => (
          <span key={span.from} class="timeline-covered" style={part(span)} />
        ))}
      {gapsBetween(coverage, now)
        .filter(shown)
        .map((gap) => (
          <span key={gap.from} class="timeline-gap" style={part(gap)} title={gap.reason} />
        ))}
      {coverage.stretches
        .filter((stretch) => shown({ from: secondOf(stretch.from), to: secondOf(stretch.from) }))
        .map((stretch) => (
          <span
            key={stretch.backupId}
            class="timeline-backup"
            style={{ 'inset-inline-start': placeIn(range, secondOf(stretch.from)) }}
            title={`Backup of ${dateTime(stretch.from, true)}`}
          />
        ))}
    </>
  );
}

function Legend({ hint }: { readonly hint: string }) {
  return (
    <ul class="legend">
      <li>
        <span class="key timeline-covered" /> can be restored
      </li>
      <li>
        <span class="key timeline-gap" /> gap: nothing leads there
      </li>
      <li>
        <span class="key timeline-tick" /> backup
      </li>
      <li class="quiet" id={hint}>
        Arrow keys move by a second, with Shift by a minute.
      </li>
    </ul>
  );
}

function axisText(second: number, length: number): string {
  const at = second * 1_000;
  if (length > 3 * 86_400) return day(at);
  return length > 86_400 ? dateTime(at) : timeOfDay(at, length < 7_200);
}
