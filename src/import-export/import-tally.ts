import type { DocumentText } from './json-documents.js';
import type { UnservableDocument } from '../products/servability.js';
import { unservable } from '../products/servability.js';
import type { BatchOutcome, PendingDocument } from './store-new.js';

/** Why a document was rejected although the import continued. */
export type RejectionReason =
  'not-an-object' | 'bad-extended-json' | 'unstorable-value' | 'too-large' | 'refused-by-database';

/** A rejected document. */
export interface Rejection {
  /** Its number in the file, from 1, and the line where it starts. */
  readonly document: number;
  readonly line: number;
  readonly reason: RejectionReason;
  /** The offending field, dotted, if it is a single one. */
  readonly field?: string;
  readonly problem: string;
}

/** The result of an import. */
export interface ImportResult {
  /** Documents read from the file: `inserted + skipped + rejected` once the import is complete. */
  readonly read: number;
  readonly inserted: number;
  /** Documents whose `_id` already existed; the stored ones are unchanged. */
  readonly skipped: number;
  readonly rejected: number;
  readonly reasons: Readonly<Partial<Record<RejectionReason, number>>>;
  /** The first hundred rejections. */
  readonly rejections: readonly Rejection[];
  /** Number of stored documents that cannot be served, and the first hundred of them with reasons. */
  readonly unservable: {
    readonly count: number;
    readonly unrecognised: number;
    readonly failing: number;
    readonly first: readonly UnservableDocument[];
  };
  /** False if the caller's signal ended the import early. */
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

  /** Adds the result of a batch. @returns its stored documents that cannot be served */
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
