import type { BackupManifest } from '../manifest.js';
import { BackupRefusedError } from '../backup-errors.js';
import { type ChangeEvent, readEvent, uuidText } from './change-event.js';
import { clusterTimeOf, clusterTimeText, isoSecond, secondsOf } from './cluster-timestamp.js';
import { eventsOf } from './frame.js';
import { PointInTimeError } from './journal-errors.js';
import type { JournalFolder } from './journal-folder.js';
import { endsLife } from './journal-session.js';
import type { PointInTime } from './point-in-time.js';
import { readFrames, type Segment } from './segment.js';

/** The part of the journal from a backup to a point in time. */
export interface JournalPart {
  readonly from: bigint;
  readonly to: bigint;
  /** Number of changes to the collection. */
  readonly events: number;
  /** A remark on the point in time. */
  readonly note: string | null;
}

/** How far the journal covers a backup's collection. */
interface Reach {
  /** The journal holds everything up to this time. */
  readonly coveredTo: bigint;
  /** The collection was dropped, renamed or replaced. */
  readonly end: { readonly time: bigint; readonly what: string } | null;
  readonly gap: { readonly to: bigint; readonly reason: string } | null;
  readonly events: number;
}

type Base = Pick<BackupManifest, 'id' | 'clusterTime' | 'collectionUuid'>;

/** Reads the journal stored beside the backups, and refuses points in time that it does not reach. */
export class JournalReader {
  constructor(private readonly folder: JournalFolder) {}

  /**
   * The time up to which the journal has no gap after a given time; that time itself if the journal does not cover it.
   */
  async coveredTo(from: bigint): Promise<bigint> {
    const { segments } = await this.segmentsSince(from);
    let coveredTo = from;
    for (const segment of segments) for await (const { frame } of readFrames(segment)) coveredTo = frame.to.toBigInt();
    return coveredTo > from ? coveredTo : from;
  }

  /**
   * Checks every hash and every event from a backup to a point in time before anything is restored. Throws a
   * `PointInTimeError` that says why the time cannot be reached, or a `BackupRefusedError` that says what is damaged.
   */
  async check(base: Base, point: PointInTime): Promise<JournalPart> {
    const from = clusterTimeOf(base.clusterTime);
    const target = point.kind === 'latest' ? null : point.to;
    if (target !== null && target < from) {
      throw new PointInTimeError(
        'before-backup',
        `${base.id} is of ${isoSecond(from)} (${clusterTimeText(from)}), which is later: use an older backup`,
      );
    }
    const reach = await this.reach(base, from, target);
    const { end, events } = reach;
    if (end !== null && (target === null || end.time <= target)) {
      const isSameSecond = point.kind !== 'exact' && (target === null || secondsOf(end.time) === secondsOf(target));
      if (!isSameSecond)
        throw new PointInTimeError(
          'collection-gone',
          'At ' +
            (`${isoSecond(end.time)} (${clusterTimeText(end.time)}) ${end.what}: restore to ` +
              `${clusterTimeText(end.time - 1n)} for the state before that, or use a later backup`),
        );
      return {
        from,
        to: end.time - 1n,
        events,
        note: `restored is what was just before ${clusterTimeText(end.time)}, when ${end.what}`,
      };
    }
    if (target !== null && reach.coveredTo < target) throw this.unreached(base, target, reach);
    return { from, to: target ?? reach.coveredTo, events, note: null };
  }

  /** The events of a part of the journal, in order. */
  async *events({ collectionUuid }: Base, { from, to }: JournalPart): AsyncGenerator<ChangeEvent> {
    const uuid = uuidText(collectionUuid);
    for await (const event of this.eventsFrom(from, to)) {
      if (event.time > to) return;
      if (event.time > from && event.uuid === uuid) yield event;
    }
  }

  private async reach(base: Base, from: bigint, target: bigint | null): Promise<Reach> {
    const uuid = uuidText(base.collectionUuid);
    const { segments, gap } = await this.segmentsSince(from);
    if (segments.length === 0) return { coveredTo: from, end: null, gap: null, events: 0 };
    let events = 0;
    // The next frame may hold more events of the time right after this frame's, so that time is not complete yet.
    let beyond: readonly bigint[] = [];
    let coveredTo = from;
    for (const segment of segments) {
      for await (const checked of readFrames(segment)) {
        const to = checked.frame.to.toBigInt();
        if (to < from) continue;
        events += beyond.filter((time) => time <= to).length;
        beyond = beyond.filter((time) => time > to);
        for (const event of (await eventsOf(checked.bytes, checked.frame, checked.segment)).map(readEvent)) {
          if (event.time <= from) continue;
          if (endsLife(event))
            return {
              coveredTo: event.time,
              end: { time: event.time, what: whatOf(event) },
              gap: null,
              events: events + beyond.length,
            };
          if (event.uuid !== uuid)
            throw new BackupRefusedError(
              'foreign',
              `${base.id} is of another collection than the journal's ${checked.segment}; use a backup made ` +
                'while this journal was written',
            );
          if (target === null && event.time > to) beyond = [...beyond, event.time];
          else if (target === null || event.time <= target) events += 1;
        }
        if (to > coveredTo) coveredTo = to;
        if (target !== null && to >= target) return { coveredTo, end: null, gap: null, events };
      }
    }
    return { coveredTo, end: null, gap, events };
  }

  /** The segments that cover the time from a moment on without a gap, and the gap after them, if any. */
  private async segmentsSince(
    from: bigint,
  ): Promise<{ readonly segments: readonly Segment[]; readonly gap: Reach['gap'] }> {
    const all = await this.folder.segments();
    const begun = all.findLastIndex(({ header }) => header.from.toBigInt() <= from);
    if (begun < 0) return { segments: [], gap: null };
    // The previous segment may hold the first events after the time at which this one starts.
    const first = all[begun]?.header.gap === null ? Math.max(0, begun - 1) : begun;
    const next = all.findIndex(({ header }, index) => index > first && header.gap !== null);
    const header = all[next]?.header;
    const gap =
      header?.gap === undefined || header.gap === null
        ? null
        : { to: header.from.toBigInt(), reason: header.gap.reason };
    return { segments: all.slice(first, next < 0 ? all.length : next), gap };
  }

  private unreached(base: Base, target: bigint, { coveredTo, gap }: Reach): PointInTimeError {
    const upTo =
      coveredTo === clusterTimeOf(base.clusterTime)
        ? 'has no changes after this backup'
        : `has the changes up to ${isoSecond(coveredTo)} (${clusterTimeText(coveredTo)})`;
    if (gap !== null) {
      return new PointInTimeError(
        'gap',
        'The journal ' +
          (`${upTo}, and then nothing until ${isoSecond(gap.to)}: ${gap.reason}. Restore to ` +
            `${clusterTimeText(coveredTo)} at the latest, or use a backup made after ${isoSecond(gap.to)}`),
      );
    }
    return new PointInTimeError(
      'not-covered',
      `The journal ${upTo}; ${isoSecond(target)} is later. Restore to latest for everything it has`,
    );
  }

  private async *eventsFrom(from: bigint, to: bigint): AsyncGenerator<ChangeEvent> {
    const { segments } = await this.segmentsSince(from);
    for (const segment of segments) {
      for await (const { frame, bytes, segment: name } of readFrames(segment)) {
        if (frame.to.toBigInt() >= from) yield* (await eventsOf(bytes, frame, name)).map(readEvent);
        if (frame.to.toBigInt() >= to) return;
      }
    }
  }
}

function whatOf({ kind, to, uuid }: ChangeEvent): string {
  if (kind === 'dropDatabase') return 'the database was dropped';
  if (kind === 'drop') return 'products was dropped';
  return to === 'products' ? `another collection (${uuid}) took the name products` : `products was renamed to ${to}`;
}
