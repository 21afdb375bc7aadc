import { createHash } from 'node:crypto';

/** The actor of an action. */
export interface AuditActor {
  /** The name of the API key, or the account that ran the command line. */
  readonly name: string;
  readonly role: string;
  readonly via: 'api' | 'cli' | 'schedule' | 'file';
  readonly ip?: string;
}

/** An intended action. */
export interface AuditedAction {
  readonly actor: AuditActor;
  /** The action, e.g. `product.update`. */
  readonly action: string;
  /** The id of the target. */
  readonly target: string;
  /** Secrets are removed before anything is stored. */
  readonly params?: Readonly<Record<string, unknown>>;
  readonly requestId?: string | undefined;
}

/**
 * How an action ended. `done`: it took effect; `replayed`: an earlier request had, and its response was repeated;
 * `refused`: it had no effect; `unknown`: an error may hide an effect.
 */
export type AuditOutcome = 'done' | 'replayed' | 'refused' | 'unknown';

/** Fields of both kinds of records, without their place in the chain. */
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

/** A record's place in the chain. */
export interface AuditPlace {
  /** From 1, without gaps; the `_id` of the stored record, and therefore unique. */
  readonly seq: number;
  /** The database server's time. */
  readonly ts: Date;
  /** The previous record's hash; zeros for the first. */
  readonly prevHash: string;
}

/** One record of the audit log. */
export type AuditRecord = AuditContent & AuditPlace & { readonly hash: string };

/** A record as stored. */
export interface StoredAuditRecord {
  readonly _id: number;
  readonly ts: Date;
  readonly prevHash: string;
  readonly hash: string;
  readonly [field: string]: unknown;
}

/** The previous hash of the first record. */
export const NO_HASH = '0'.repeat(64);

/** A record with its hash, ready to be stored. */
export function sealed(
  content: Readonly<Record<string, unknown>>,
  { seq, ts, prevHash }: AuditPlace,
): StoredAuditRecord {
  const record = { _id: seq, ts, ...content, prevHash };
  return { ...record, hash: hashOf(record) };
}

/** SHA-256 over all fields of a record except its hash, in a fixed order. */
export function hashOf(record: Readonly<Record<string, unknown>>): string {
  const { hash: _, ...rest } = record;
  return createHash('sha256').update(canonical(rest)).digest('hex');
}

/** Converts a stored record. */
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
