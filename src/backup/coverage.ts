import { clusterTimeOf } from './journal/cluster-timestamp.js';
import type { Segment } from './journal/segment.js';
import type { BackupManifest } from './manifest.js';

/** A part of the journal without a gap, in cluster times. */
export interface JournalStretch {
  readonly from: bigint;
  readonly to: bigint;
}

/** A period that the journal does not cover. */
export interface JournalGap extends JournalStretch {
  readonly reason: string;
}

/** What can be restored from one backup: its own moment, and what the journal adds after it. */
export interface RestorableStretch extends JournalStretch {
  readonly backupId: string;
  /** Why it ends there. */
  readonly endedBy: 'present' | 'gap' | 'replaced' | 'no-journal';
}

/** What can be restored, according to the backups and the journal's headers. */
export interface Coverage {
  readonly stretches: readonly RestorableStretch[];
  readonly gaps: readonly JournalGap[];
}

type Base = Pick<BackupManifest, 'id' | 'clusterTime' | 'collectionUuid'>;

/**
 * The times to which the products can be restored. A backup covers everything from its own moment to the next gap in
 * the journal, but not beyond the moment at which another collection took the name: that moment has a backup of its
 * own. Only headers are read; a restore checks every hash before it starts and may still refuse. Pure.
 * @param coveredTo the time up to which the journal's writer reports everything on disk; `null` without a report
 */
export function coverageOf(backups: readonly Base[], segments: readonly Segment[], coveredTo: bigint | null): Coverage {
  const { stretches, gaps } = journalStretches(segments, coveredTo);
  const bases = backups
    .map(({ id, clusterTime, collectionUuid }) => ({ id, time: clusterTimeOf(clusterTime), uuid: collectionUuid }))
    .sort((a, b) => (a.time < b.time ? -1 : Number(a.time > b.time)));
  const restorable = bases.map(({ id, time, uuid }): RestorableStretch => {
    const journal = stretches.find(({ from, to }) => from <= time && time <= to);
    if (journal === undefined) return { backupId: id, from: time, to: time, endedBy: 'no-journal' };
    const next = bases.find((other) => other.time > time && other.uuid !== uuid);
    if (next !== undefined && next.time <= journal.to) {
      return { backupId: id, from: time, to: next.time - 1n, endedBy: 'replaced' };
    }
    const isLast = journal === stretches.at(-1);
    return { backupId: id, from: time, to: journal.to, endedBy: isLast ? 'present' : 'gap' };
  });
  return { stretches: restorable, gaps };
}

interface Journal {
  readonly stretches: readonly JournalStretch[];
  readonly gaps: readonly JournalGap[];
}

function journalStretches(segments: readonly Segment[], coveredTo: bigint | null): Journal {
  const stretches: JournalStretch[] = [];
  const gaps: JournalGap[] = [];
  let from: bigint | undefined;
  let last = 0n;
  for (const { header } of segments) {
    const begins = header.from.toBigInt();
    if (header.gap !== null) {
      // How far an unreadable journal reached is unknown; the start of its last segment is the last certain time.
      const known = header.gap.from.toBigInt();
      const gapFrom = known > last ? known : last;
      if (from !== undefined) stretches.push({ from, to: gapFrom });
      if (gapFrom > 0n) gaps.push({ from: gapFrom, to: begins, reason: header.gap.reason });
    }
    if (from === undefined || header.gap !== null) from = begins;
    last = begins;
  }
  if (from !== undefined) stretches.push({ from, to: coveredTo !== null && coveredTo > last ? coveredTo : last });
  return { stretches, gaps };
}
