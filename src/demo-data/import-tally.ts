import type { DocumentText } from './json-documents.js';
import type { BatchOutcome } from './store-new.js';

/** Why a document of the file was not stored though the file went on. */
export type RejectionReason = 'not-an-object' | 'bad-extended-json' | 'too-large' | 'refused-by-database';

/** One document that was not stored. */
export interface Rejection {
  /** The document's number in the file, from 1, and the line where it begins. */
  readonly document: number;
  readonly line: number;
  readonly reason: RejectionReason;
  readonly problem: string;
}

/** What an import did. */
export interface ImportResult {
  /** Documents read from the file: `inserted + skipped + rejected` once they are all dealt with. */
  readonly read: number;
  readonly inserted: number;
  /** Documents whose `_id` was there already; the stored ones stay as they are. */
  readonly skipped: number;
  readonly rejected: number;
  readonly reasons: Readonly<Partial<Record<RejectionReason, number>>>;
  /** The first hundred rejections. */
  readonly rejections: readonly Rejection[];
  /** False where the caller's signal ended the import early. */
  readonly completed: boolean;
}

const LISTED_REJECTIONS = 100;

/** The counts of a running import. */
export class ImportTally {
  read = 0;
  private inserted = 0;
  private skipped = 0;
  private rejected = 0;
  private readonly reasons: Partial<Record<RejectionReason, number>> = {};
  private readonly rejections: Rejection[] = [];

  reject({ number, line }: DocumentText, reason: RejectionReason, problem: string): undefined {
    this.rejected += 1;
    this.reasons[reason] = (this.reasons[reason] ?? 0) + 1;
    if (this.rejections.length < LISTED_REJECTIONS) this.rejections.push({ document: number, line, reason, problem });
    return undefined;
  }

  stored({ duplicates, refused }: BatchOutcome, batchSize: number): void {
    this.skipped += duplicates;
    for (const { source, problem } of refused) this.reject(source, 'refused-by-database', problem);
    this.inserted += batchSize - duplicates - refused.length;
  }

  result(completed: boolean): ImportResult {
    const { read, inserted, skipped, rejected } = this;
    return { read, inserted, skipped, rejected, reasons: { ...this.reasons }, rejections: [...this.rejections], completed };
  }
}
