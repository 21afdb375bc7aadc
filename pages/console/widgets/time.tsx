import { now } from '../data/clock.js';
import { age, dateTime, localText, momentText, type Moment } from '../data/format.js';

interface UtcProps {
  readonly at: Moment;
  /** Always with the date, or `auto`: without it if it is today. */
  readonly form?: 'full' | 'auto';
  /** Also shows how long ago it was. */
  readonly withAge?: boolean;
}

/** A time in UTC, labeled; the reader's local time on hover. */
export function Utc({ at, form = 'auto', withAge = false }: UtcProps) {
  const text = form === 'full' ? dateTime(at) : momentText(at, now.value);
  const seconds = (now.value - new Date(at).getTime()) / 1_000;
  return (
    <time class="utc" dateTime={new Date(at).toISOString()} title={localText(at)}>
      {text}
      {withAge && <span class="quiet">{seconds >= 0 ? ` (${age(seconds)} ago)` : ` (in ${age(-seconds)})`}</span>}
    </time>
  );
}

/** The age of requested data: `3 s ago`; grayed out with everything else when the connection is lost. */
export function Age({ at }: { readonly at: number | undefined }) {
  if (at === undefined) return <span class="quiet">not loaded yet</span>;
  return <span class="quiet">{`${age((now.value - at) / 1_000)} ago`}</span>;
}
