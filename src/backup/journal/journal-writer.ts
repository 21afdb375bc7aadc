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

/** A segment is closed at this size or age, so that it can be removed together with the backups it belongs to. */
const SEGMENT_BYTES = 67_108_864;
const SEGMENT_MS = 3_600_000;

/** The caller's part of a new segment's header; the writer adds the rest. */
export type SegmentStart = Pick<SegmentHeader, 'gap' | 'from' | 'token' | 'collection' | 'since'>;

/** Appends frames to the journal. A frame counts once it is synced to the disk; if that fails, none of it counts. */
export class JournalWriter {
  private file: FileHandle | undefined;
  private bytes = 0;
  private openedAt = 0;

  /** @param end the journal's end so far @param start how it continues */
  constructor(
    private readonly folder: JournalFolder,
    private readonly identity: Pick<SegmentHeader, 'database' | 'epoch'>,
    private end: SegmentEnd | null,
    private start: SegmentStart,
  ) {}

  /** Writes a batch of events; returns when it is on disk. */
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
      // The frame may have been written in part: the next one goes to a new segment that follows the last valid frame.
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
