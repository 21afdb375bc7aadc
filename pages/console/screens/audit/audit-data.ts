import { api } from '../../data/api.js';
import { dataOf } from '../../data/request.js';

/** A record of the audit log: the intent of an action, or its outcome. */
export interface AuditRecord {
  readonly seq: number;
  readonly ts: string;
  readonly kind: 'intent' | 'outcome';
  readonly actionId: string;
  readonly action: string;
  readonly target: string;
  readonly actor?: { readonly name?: string; readonly role?: string; readonly via?: string; readonly ip?: string };
  readonly params?: Readonly<Record<string, unknown>>;
  readonly requestId?: string;
  readonly intentSeq?: number;
  readonly outcome?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly prevHash: string;
  readonly hash: string;
}

/** A page of the log, newest first. */
export interface AuditPage {
  readonly records: readonly AuditRecord[];
  readonly nextBefore: number | null;
}

/** Whether the log is unaltered. */
export interface Chain {
  readonly ok: boolean;
  readonly checked: number;
  readonly broken?: { readonly seq: number; readonly problem: string };
  readonly open: readonly Readonly<Record<string, unknown>>[];
}

/** An action with who took it and its outcome: an intent and an outcome, as far as both are loaded. */
export interface AuditEntry {
  readonly intent: AuditRecord | undefined;
  readonly outcome: AuditRecord | undefined;
  /** The newer of the two. */
  readonly newest: AuditRecord;
}

/** The search filter for the loaded records. */
export interface AuditFilter {
  readonly text: string;
  readonly action: string;
  readonly outcome: string;
}

/** Records of the log that are older than a given one. */
export function readAudit(before: number | null, limit: number, signal: AbortSignal): Promise<AuditPage> {
  const query = { limit, ...(before === null ? {} : { before }) };
  return dataOf<AuditPage>(api.GET('/api/admin/audit', { params: { query }, signal }));
}

/** Checks every hash of the log. */
export function verifyAudit(): Promise<Chain> {
  return dataOf<Chain>(api.GET('/api/admin/audit/verify'));
}

/** Pairs intents with outcomes, newest first. Pure. */
export function entriesOf(records: readonly AuditRecord[]): readonly AuditEntry[] {
  const entries = new Map<string, { intent?: AuditRecord; outcome?: AuditRecord; newest: AuditRecord }>();
  for (const record of records) {
    const entry = entries.get(record.actionId) ?? { newest: record };
    entries.set(record.actionId, { ...entry, [record.kind]: record });
  }
  return [...entries.values()].map(({ intent, outcome, newest }) => ({ intent, outcome, newest }));
}

/** Whether an entry matches the filter; the text is searched in everything that is recorded. Pure. */
export function matches({ intent, outcome, newest }: AuditEntry, filter: AuditFilter): boolean {
  if (filter.action !== '' && newest.action !== filter.action) return false;
  if (filter.outcome !== '' && (outcome?.outcome ?? 'open') !== filter.outcome) return false;
  const text = filter.text.trim().toLowerCase();
  return text === '' || JSON.stringify([intent, outcome]).toLowerCase().includes(text);
}
