import { hashOf, NO_HASH, type StoredAuditRecord } from './audit-record.js';

/** Where a chain ends. */
export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

/** What a verification of the audit log found. */
export interface ChainVerification {
  readonly ok: boolean;
  /** Records that were read. */
  readonly checked: number;
  /** The last good record: worth noting elsewhere, since who knows it finds out whatever is changed before it. */
  readonly head: ChainHead | null;
  /** The first thing that is wrong. */
  readonly broken?: { readonly seq: number; readonly problem: string };
  /** Actions that were begun and whose outcome is not recorded: under way, or their instance stopped in the middle. */
  readonly open: readonly { readonly seq: number; readonly action: string; readonly target: string }[];
}

const MAX_OPEN = 100;

/** Checks records one by one, in the order of their numbers; holds nothing but what is open. */
export class ChainCheck {
  private head: ChainHead = { seq: 0, hash: NO_HASH };
  private checked = 0;
  private broken: ChainVerification['broken'];
  private readonly openActions = new Map<string, { seq: number; action: string; target: string }>();

  /** `noted` is the head that was noted beside the log when the last record was added. */
  constructor(private readonly noted: ChainHead | null) {}

  /** Takes the next record; `false`: it is wrong, and there is no use in going on. */
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
