import { createHash } from 'node:crypto';

/** Who did something. */
export interface AuditActor {
  /** The name of the API key, or of the account that ran the command line. */
  readonly name: string;
  readonly role: string;
  readonly via: 'api' | 'cli' | 'schedule' | 'file';
  readonly ip?: string;
}

/** What is about to be done. */
export interface AuditedAction {
  readonly actor: AuditActor;
  /** What is done, e.g. `product.update`. */
  readonly action: string;
  /** The id of what it is done to. */
  readonly target: string;
  /** Secrets are taken out before anything is stored. */
  readonly params?: Readonly<Record<string, unknown>>;
  readonly requestId?: string | undefined;
}

/**
 * How an action ended. `done`: it took effect; `replayed`: an earlier request had, and its answer was given again;
 * `refused`: it had none; `unknown`: an error came whose effect nobody knows.
 */
export type AuditOutcome = 'done' | 'replayed' | 'refused' | 'unknown';

/** What both kinds of records hold, without their place in the chain. */
export type AuditContent =
  | ({ readonly kind: 'intent'; readonly actionId: string } & AuditedAction)
  | {
      readonly kind: 'outcome';
      readonly actionId: string;
      readonly intentSeq: number;
      readonly action: string;
      readonly target: string;
      readonly outcome: AuditOutcome;
      readonly detail?: unknown;
    };

/** The place of a record in the chain. */
export interface AuditPlace {
  /** From 1, without a gap; the `_id` of the stored record, and so unique. */
  readonly seq: number;
  /** The database server's time. */
  readonly ts: Date;
  /** The hash of the record before; zeros before the first. */
  readonly prevHash: string;
}

/** One record of the audit log. */
export type AuditRecord = AuditContent & AuditPlace & { readonly hash: string };

/** A record as it is stored. */
export interface StoredAuditRecord {
  readonly _id: number;
  readonly ts: Date;
  readonly prevHash: string;
  readonly hash: string;
  readonly [field: string]: unknown;
}

/** What stands for the hash before the first record. */
export const NO_HASH = '0'.repeat(64);

/** A record with its hash, ready to be stored. */
export function sealed(
  content: Readonly<Record<string, unknown>>,
  { seq, ts, prevHash }: AuditPlace,
): StoredAuditRecord {
  const record = { _id: seq, ts, ...content, prevHash };
  return { ...record, hash: hashOf(record) };
}

/** SHA-256 over everything in a record except its hash, with the fields in a fixed order. */
export function hashOf(record: Readonly<Record<string, unknown>>): string {
  const { hash: _, ...rest } = record;
  return createHash('sha256').update(canonical(rest)).digest('hex');
}

/** A stored record as it is told. */
export function toAuditRecord({ _id, ...rest }: StoredAuditRecord): AuditRecord {
  return { seq: _id, ...rest } as unknown as AuditRecord;
}

function canonical(value: unknown): string {
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join(',')}}`;
}
