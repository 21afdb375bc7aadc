import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { BackupRefusedError, codeOf } from '../backup-errors.js';
import type { SegmentFrame } from './frame.js';
import type { SegmentEnd } from './frame.js';
import { type CheckedFrame, isSegmentName, readFrames, readSegment, type Segment } from './segment.js';

/** Where a new writer continues: the last complete frame, and what is known at that point. */
export interface JournalTail {
  readonly end: SegmentEnd;
  readonly sequence: number;
  readonly frame: SegmentFrame;
}

/** The journal folder of one database: segments whose headers name their predecessor. */
export class JournalFolder {
  readonly path: string;

  constructor(
    backupDir: string,
    private readonly database: string,
  ) {
    this.path = join(resolve(backupDir), `journal-${database}`);
  }

  async prepare(): Promise<void> {
    await mkdir(this.path, { recursive: true, mode: 0o700 });
  }

  /** The segments, oldest first, without those of superseded writers. */
  async segments(): Promise<readonly Segment[]> {
    const found: Segment[] = [];
    for await (const segment of this.backwards()) found.push(segment);
    return found.reverse();
  }

  /** The end of the journal; `null` if it has not begun. A damaged last segment counts up to its last valid frame. */
  async tail(): Promise<JournalTail | null> {
    for await (const segment of this.backwards()) {
      const last = await lastFrame(segment);
      if (last !== undefined) return { end: last.end, sequence: segment.header.sequence, frame: last.frame };
    }
    return null;
  }

  /** The time since which the journal has no gap; 0 if it has not begun. */
  async seamlessFrom(): Promise<bigint> {
    let from = 0n;
    for await (const { header } of this.backwards()) {
      from = header.from.toBigInt();
      if (header.gap !== null) break;
    }
    return from;
  }

  /** The highest epoch and position among all segments, intact or not. */
  async highest(): Promise<{ readonly sequence: number; readonly epoch: number }> {
    const numbers = (await this.names()).map((name) => name.split(/[-.]/).map(Number));
    return {
      sequence: Math.max(0, ...numbers.map(([sequence = 0]) => sequence)),
      epoch: Math.max(0, ...numbers.map(([, epoch = 0]) => epoch)),
    };
  }

  /** Size on the disk, in bytes. */
  async bytes(): Promise<number> {
    const sizes = await Promise.all(
      (await this.names()).map(async (name) =>
        stat(join(this.path, name)).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
    );
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  /** Removes the segments that hold nothing newer than a time; returns how many. */
  async removeBefore(time: bigint): Promise<number> {
    const segments = await this.segments();
    // A segment ends where the next one starts, except for events of that very moment.
    const old = segments.filter((_, index) => (segments[index + 1]?.header.from.toBigInt() ?? time) < time);
    for (const { name } of old) await rm(join(this.path, name), { force: true });
    return old.length;
  }

  private async names(): Promise<string[]> {
    const entries = await readdir(this.path, { withFileTypes: true }).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return [];
      throw error;
    });
    return entries
      .filter((entry) => entry.isFile() && isSegmentName(entry.name))
      .map(({ name }) => name)
      .sort();
  }

  /** Walks from the last segment to the oldest, following the headers. */
  private async *backwards(): AsyncGenerator<Segment> {
    const names = await this.names();
    let segment = await this.lastWhole(names);
    let end: SegmentEnd | null = null;
    while (segment !== null) {
      yield { ...segment, end };
      end = segment.header.previous;
      if (end === null || !names.includes(end.file)) return;
      segment = await readSegment(this.path, end.file, this.database);
      if (segment === null)
        throw new BackupRefusedError(
          'file-truncated',
          `The journal's ${end.file} ends before its header does: it is truncated`,
        );
    }
  }

  private async lastWhole(names: readonly string[]): Promise<Omit<Segment, 'end'> | null> {
    for (const name of names.toReversed()) {
      const segment = await readSegment(this.path, name, this.database);
      if (segment !== null) return segment;
    }
    return null;
  }
}

async function lastFrame(segment: Segment): Promise<CheckedFrame | undefined> {
  let last: CheckedFrame | undefined;
  try {
    for await (const frame of readFrames(segment)) last = frame;
  } catch (error) {
    if (!(error instanceof BackupRefusedError) || segment.end !== null) throw error;
  }
  return last;
}
