import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { BackupRefusedError, codeOf } from '../backup-errors.js';
import type { SegmentFrame } from './frame.js';
import type { SegmentEnd } from './frame.js';
import { type CheckedFrame, isSegmentName, readFrames, readSegment, type Segment } from './segment.js';

/** Where a new writer takes over: the last frame that is whole, and what is known there. */
export interface JournalTail {
  readonly end: SegmentEnd;
  readonly sequence: number;
  readonly frame: SegmentFrame;
}

/** The folder of the journal of one database: segments whose headers name the segment before. */
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

  /** The segments, from the oldest that is there to the last one. Those of writers that were overtaken are left out. */
  async segments(): Promise<readonly Segment[]> {
    const found: Segment[] = [];
    for await (const segment of this.backwards()) found.push(segment);
    return found.reverse();
  }

  /** The end of the journal; `null` where it has not begun. A last segment that is damaged ends where it is right. */
  async tail(): Promise<JournalTail | null> {
    for await (const segment of this.backwards()) {
      const last = await lastFrame(segment);
      if (last !== undefined) return { end: last.end, sequence: segment.header.sequence, frame: last.frame };
    }
    return null;
  }

  /** From where on the journal has no gap; 0 where it has not begun. */
  async seamlessFrom(): Promise<bigint> {
    let from = 0n;
    for await (const { header } of this.backwards()) {
      from = header.from.toBigInt();
      if (header.gap !== null) break;
    }
    return from;
  }

  /** The highest epoch and position of all segments that are there, whole or not. */
  async highest(): Promise<{ readonly sequence: number; readonly epoch: number }> {
    const numbers = (await this.names()).map((name) => name.split(/[-.]/).map(Number));
    return {
      sequence: Math.max(0, ...numbers.map(([sequence = 0]) => sequence)),
      epoch: Math.max(0, ...numbers.map(([, epoch = 0]) => epoch)),
    };
  }

  /** Bytes on the disk. */
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

  /** Removes the segments of which nothing is needed that happened after a time; tells how many. */
  async removeBefore(time: bigint): Promise<number> {
    const segments = await this.segments();
    // Where the next one takes over the one before has ended, but for the events of that very moment.
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

  /** From the last segment to the oldest, each found by the header of the one after it. */
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
