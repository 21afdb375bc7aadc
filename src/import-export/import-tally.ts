import type { DocumentText } from './json-documents.js';
import type { UnservableDocument } from '../products/servability.js';
import { unservable } from '../products/servability.js';
import type { BatchOutcome, PendingDocument } from './store-new.js';

/** Why a document of the file was not stored though the file went on. */
export type RejectionReason =
  'not-an-object' | 'bad-extended-json' | 'unstorable-value' | 'too-large' | 'refused-by-database';

/** One document that was not stored. */
export interface Rejection {
  /** The document's number in the file, from 1, and the line where it begins. */
  readonly document: number;
  readonly line: number;
  readonly reason: RejectionReason;
  /** The field whose value is to blame, dotted, where it is one field's. */
  readonly field?: string;
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
  /** Documents that were stored but cannot be served, and the first hundred of them with the reasons. */
  readonly unservable: {
    readonly count: number;
    readonly unrecognised: number;
    readonly failing: number;
    readonly first: readonly UnservableDocument[];
  };
  /** False where the caller's signal ended the import early. */
  readonly completed: boolean;
}

const LISTED = 100;

/** The counts of a running import. */
export class ImportTally {
  read = 0;
  private inserted = 0;
  private skipped = 0;
  private rejected = 0;
  private readonly reasons: Partial<Record<RejectionReason, number>> = {};
  private readonly rejections: Rejection[] = [];
  private readonly unservable = { unrecognised: 0, failing: 0, first: [] as UnservableDocument[] };

  reject({ number, line }: DocumentText, reason: RejectionReason, problem: string, field?: string): undefined {
    this.rejected += 1;
    this.reasons[reason] = (this.reasons[reason] ?? 0) + 1;
    if (this.rejections.length < LISTED)
      this.rejections.push({ document: number, line, reason, problem, ...(field === undefined ? {} : { field }) });
    return undefined;
  }

  /** Takes in what became of a batch. @returns the documents of it that were stored but cannot be served */
  stored({ duplicates, refused, stored }: BatchOutcome): readonly UnservableDocument[] {
    this.skipped += duplicates;
    for (const { source, problem } of refused) this.reject(source, 'refused-by-database', problem);
    this.inserted += stored.length;
    return stored.flatMap((pending) => this.judge(pending) ?? []);
  }

  private judge({ document }: PendingDocument): UnservableDocument | undefined {
    const found = unservable(document);
    if (found === undefined) return undefined;
    this.unservable[found.kind] += 1;
    if (this.unservable.first.length < LISTED) this.unservable.first.push(found);
    return found;
  }

  result(completed: boolean): ImportResult {
    const { read, inserted, skipped, rejected } = this;
    const { unrecognised, failing, first } = this.unservable;
    return {
      read,
      inserted,
      skipped,
      rejected,
      reasons: { ...this.reasons },
      rejections: [...this.rejections],
      unservable: { count: unrecognised + failing, unrecognised, failing, first: [...first] },
      completed,
    };
  }
}
