import { dateTime } from '../../data/format.js';
import type { Coverage, Stretch } from './backup-data.js';

/** A time range, in seconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The meaning of a text for a point in time; `null` seconds for `latest`. */
export type Moment =
  | { readonly kind: 'second'; readonly second: number; readonly text: string }
  | { readonly kind: 'latest'; readonly text: 'latest' };

/** The backup for a restore to a point in time, or why there is none. */
export type Answer =
  { readonly stretch: Stretch; readonly why: null } | { readonly stretch: null; readonly why: string };

const ISO_SECOND = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.0+)?(Z|[+-]\d{2}:\d{2})$/;
const CLUSTER_TIME = /^(\d{1,10}):(\d{1,10})$/;

/** A point in time from the API as seconds since 1970. */
export function secondOf(iso: string): number {
  return Math.floor(Date.parse(iso) / 1_000);
}

/** Seconds since 1970 in the form that the API accepts. */
export function isoOf(second: number): string {
  return new Date(second * 1_000).toISOString().replace('.000Z', 'Z');
}

/** Parses what the API accepts: a second, a cluster time, or `latest`; `null` for anything else. */
export function readMoment(text: string): Moment | null {
  const given = text.trim();
  if (given === 'latest') return { kind: 'latest', text: 'latest' };
  const cluster = CLUSTER_TIME.exec(given);
  if (cluster !== null) return { kind: 'second', second: Number(cluster[1]), text: given };
  const second = ISO_SECOND.test(given) ? secondOf(given) : Number.NaN;
  return Number.isNaN(second) ? null : { kind: 'second', second, text: given };
}

/** The range of a stretch: if it reaches the present, it grows with time. */
export function spanOf({ from, to, endedBy }: Stretch, now: number): Span {
  return { from: secondOf(from), to: endedBy === 'present' ? Math.max(secondOf(to), now) : secondOf(to) };
}

/** The restorable times, overlapping ranges merged, oldest first. */
export function covered({ stretches }: Coverage, now: number): readonly Span[] {
  const spans = stretches.map((stretch) => spanOf(stretch, now)).toSorted((a, b) => a.from - b.from);
  const joined: Span[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (last !== undefined && span.from <= last.to + 1)
      joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    else joined.push(span);
  }
  return joined;
}

/** The gaps between restorable times, with the reason if the journal knows it. */
export function gapsBetween(coverage: Coverage, now: number): readonly (Span & { readonly reason: string })[] {
  const spans = covered(coverage, now);
  return spans.slice(1).map((span, index) => {
    const from = spans[index]?.to ?? span.from;
    const told = coverage.gaps.find((gap) => secondOf(gap.from) <= span.from && secondOf(gap.to) >= from);
    return { from, to: span.from, reason: told?.reason ?? 'no journal of changes was kept' };
  });
}

/** The newest backup for a point in time, or why there is none. */
export function backupFor(coverage: Coverage, moment: Moment, now: number): Answer {
  const { stretches } = coverage;
  const open = stretches.filter(({ endedBy }) => endedBy === 'present');
  if (moment.kind === 'latest') {
    const stretch = open.at(-1);
    return stretch === undefined
      ? { stretch: null, why: 'There is no journal of changes, so only the times of the backups can be restored' }
      : { stretch, why: null };
  }
  const { second } = moment;
  if (second > now) return { stretch: null, why: `${dateTime(second * 1_000, true)} is in the future` };
  const stretch = stretches
    .filter((one) => spanOf(one, now).from <= second && second <= spanOf(one, now).to)
    .toSorted((a, b) => secondOf(a.from) - secondOf(b.from))
    .at(-1);
  if (stretch !== undefined) return { stretch, why: null };
  const spans = covered(coverage, now);
  const [first] = spans;
  if (first === undefined) return { stretch: null, why: 'There is no backup yet' };
  if (second < first.from)
    return { stretch: null, why: `The oldest backup is from ${dateTime(first.from * 1_000, true)}` };
  const gap = gapsBetween(coverage, now).find(({ from, to }) => from < second && second < to);
  const last = spans.at(-1);
  if (gap === undefined)
    return { stretch: null, why: `Nothing is known after ${dateTime((last?.to ?? second) * 1_000, true)}` };
  const [from, to] = [gap.from, gap.to].map((at) => dateTime(at * 1_000, true));
  return { stretch: null, why: `This time cannot be restored: from ${from} to ${to} ${gap.reason}` };
}
