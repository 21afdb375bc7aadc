import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { crashPoint } from '../../database/crash-point.js';
import { BackupSpaceError, codeOf } from '../backup-errors.js';
import { syncToDisk } from '../sync-to-disk.js';
import {
  encodeFrame,
  JOURNAL_FORMAT,
  NO_HASH,
  type SegmentEnd,
  type SegmentFrame,
  type SegmentHeader,
} from './frame.js';
import type { JournalFolder } from './journal-folder.js';
import { segmentName } from './segment.js';

/** A segment is closed when it has this size or age: then it can be removed with the backups it belongs to. */
const SEGMENT_BYTES = 67_108_864;
const SEGMENT_MS = 3_600_000;

/** What a new segment begins with; the writer knows the rest. */
export type SegmentStart = Pick<SegmentHeader, 'gap' | 'from' | 'token' | 'collection' | 'since'>;

/**
 * Appends frames to the journal. A frame counts when it has been forced to the disk; where that fails nothing of it
 * does.
 */
export class JournalWriter {
  private file: FileHandle | undefined;
  private bytes = 0;
  private openedAt = 0;

  /** `end`: of the journal so far; `start`: how it goes on from there. */
  constructor(
    private readonly folder: JournalFolder,
    private readonly identity: Pick<SegmentHeader, 'database' | 'epoch'>,
    private end: SegmentEnd | null,
    private start: SegmentStart,
  ) {}

  /** Writes a run of events and returns when the disk has it. */
  async append(frame: SegmentFrame, events: readonly Buffer[]): Promise<void> {
    const before = this.end;
    try {
      const file = this.file ?? (await this.openSegment());
      const stored = await encodeFrame(frame, Buffer.concat(events), this.hash());
      await file.appendFile(stored.bytes);
      crashPoint('journal-frame-written');
      await file.datasync();
      this.bytes += stored.bytes.length;
      this.end = { file: this.end?.file ?? '', bytes: this.bytes, hash: stored.hash };
      crashPoint('journal-frame-synced');
    } catch (error) {
      // What was written of it may be there in part: the next frame goes into another segment, after the last one that
      // counts.
      this.end = before;
      await this.close();
      if (!['ENOSPC', 'EDQUOT'].includes(codeOf(error))) throw error;
      throw new BackupSpaceError(
        `${this.folder.path} is full, and the journal of changes cannot be written; free space or set ` +
          'BACKUP_DIR to a larger disk, and it continues by itself',
        { cause: error },
      );
    }
    this.start = { gap: null, from: frame.to, token: frame.token, collection: frame.collection, since: frame.since };
    if (this.bytes > SEGMENT_BYTES || performance.now() - this.openedAt > SEGMENT_MS) await this.close();
  }

  async close(): Promise<void> {
    await this.file?.close();
    this.file = undefined;
  }

  private hash(): string {
    return this.end?.hash ?? NO_HASH;
  }

  private async openSegment(): Promise<FileHandle> {
    const { sequence: highest } = await this.folder.highest();
    const sequence = highest + 1;
    const name = segmentName(sequence, this.identity.epoch);
    const header: SegmentHeader = {
      formatVersion: JOURNAL_FORMAT,
      ...this.identity,
      sequence,
      previous: this.end,
      ...this.start,
    };
    const stored = await encodeFrame(header, null, this.hash());
    const file = await open(join(this.folder.path, name), 'ax', 0o600);
    this.file = file;
    await file.appendFile(stored.bytes);
    crashPoint('journal-segment-begun');
    await syncToDisk(this.folder.path);
    this.bytes = stored.bytes.length;
    this.openedAt = performance.now();
    this.end = { file: name, bytes: this.bytes, hash: stored.hash };
    return file;
  }
}
