import { clusterTimeOf } from './journal/cluster-timestamp.js';
import type { Segment } from './journal/segment.js';
import type { BackupManifest } from './manifest.js';

/** A stretch of the journal without a gap, in cluster times. */
export interface JournalStretch {
  readonly from: bigint;
  readonly to: bigint;
}

/** A time of which the journal tells nothing. */
export interface JournalGap extends JournalStretch {
  readonly reason: string;
}

/** What can be restored from one backup: its own moment, and what the journal tells after it. */
export interface RestorableStretch extends JournalStretch {
  readonly backupId: string;
  /** Why it ends there. */
  readonly endedBy: 'present' | 'gap' | 'replaced' | 'no-journal';
}

/** What can be restored, as the backups and the headers of the journal say. */
export interface Coverage {
  readonly stretches: readonly RestorableStretch[];
  readonly gaps: readonly JournalGap[];
}

type Base = Pick<BackupManifest, 'id' | 'clusterTime' | 'collectionUuid'>;

/**
 * To which times the products can be put back. A backup leads on from its own moment as far as the journal goes
 * without a gap, but not beyond the moment at which another collection took the name: of that moment there is a
 * backup of its own. Only headers are looked at; a restore checks every hash before it begins, and may still refuse.
 * Pure.
 * @param coveredTo up to when the journal's keeper says that everything is on the disk; `null` where nobody has said so
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
      // Nobody knows how far a journal went that could not be read: the last that is known is where a segment began.
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
