import { hashOf, NO_HASH, type StoredAuditRecord } from './audit-record.js';

/** The end of a chain. */
export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

/** The result of verifying the audit log. */
export interface ChainVerification {
  readonly ok: boolean;
  /** Number of records read. */
  readonly checked: number;
  /** The last valid record: worth copying elsewhere, since it reveals any later change to earlier records. */
  readonly head: ChainHead | null;
  /** The first problem. */
  readonly broken?: { readonly seq: number; readonly problem: string };
  /** Actions without a recorded outcome: in progress, or interrupted with their instance. */
  readonly open: readonly { readonly seq: number; readonly action: string; readonly target: string }[];
}

const MAX_OPEN = 100;

/** Checks records one at a time, in order; keeps only open actions in memory. */
export class ChainCheck {
  private head: ChainHead = { seq: 0, hash: NO_HASH };
  private checked = 0;
  private broken: ChainVerification['broken'];
  private readonly openActions = new Map<string, { seq: number; action: string; target: string }>();

  /** @param noted the head recorded beside the log with the last record */
  constructor(private readonly noted: ChainHead | null) {}

  /** Checks the next record; `false`: it is invalid, and checking further is pointless. */
  take(record: StoredAuditRecord): boolean {
    this.checked++;
    const problem = this.problemOf(record);
    if (problem !== undefined) {
      this.broken = { seq: this.head.seq + 1, problem };
      return false;
    }
    this.head = { seq: record._id, hash: record.hash };
    if (record.kind === 'intent')
      this.openActions.set(String(record.actionId), {
        seq: record._id,
        action: String(record.action),
        target: String(record.target),
      });
    else this.openActions.delete(String(record.actionId));
    return true;
  }

  /** The result, after the last record. */
  result(): ChainVerification {
    const { head, noted, checked } = this;
    if (this.broken === undefined && noted !== null && noted.seq > head.seq) {
      this.broken = { seq: head.seq + 1, problem: `The log ends here, but record ${noted.seq} was written` };
    }
    const open = [...this.openActions.values()].slice(0, MAX_OPEN);
    return {
      ok: this.broken === undefined,
      checked,
      head: head.seq === 0 ? null : head,
      ...(this.broken === undefined ? {} : { broken: this.broken }),
      open,
    };
  }

  private problemOf(record: StoredAuditRecord): string | undefined {
    const { _id: seq, prevHash, hash } = record;
    if (seq !== this.head.seq + 1) return 'This record is missing';
    if (prevHash !== this.head.hash) return 'This record does not match the one before it: one of the two was changed';
    if (hash !== hashOf(record)) return 'This record was changed';
    if (this.noted?.seq === seq && this.noted.hash !== hash)
      return 'This record is not the one that was noted when it was written';
    return undefined;
  }
}
