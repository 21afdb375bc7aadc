import type { BackupSummary } from '../backup-summary.js';
import { clusterTimeOf, clusterTimeText } from '../journal/cluster-timestamp.js';
import type { JournalNews } from '../journal/journal-lease.js';
import type { BackupJob } from './backup-jobs.js';

/** How a backup stands. */
export const BACKUP_STATES = ['running', 'done', 'failed', 'unreadable'] as const;

/** A backup as admins see it. */
export interface BackupView {
  readonly id: string;
  readonly state: (typeof BACKUP_STATES)[number];
  readonly createdAt: string | null;
  readonly reason: string | null;
  readonly documents: number | null;
  /** Of its files together. */
  readonly bytes: number | null;
  /** Of which its documents are: seconds and increment. */
  readonly clusterTime: string | null;
  readonly serverVersion: string | null;
  readonly progress: { readonly done: number; readonly total: number } | null;
  readonly problem: string | null;
}

/** The journal of changes as admins see it. */
export interface JournalView {
  readonly isKept: boolean;
  readonly owner: string | null;
  /** Up to when changes are on the disk. */
  readonly coveredTo: string | null;
  readonly lagSeconds: number;
  readonly bytes: number;
  readonly base: string | null;
  readonly problem: string | null;
}

const NOTHING: Omit<BackupView, 'id' | 'state'> = {
  createdAt: null,
  reason: null,
  documents: null,
  bytes: null,
  clusterTime: null,
  serverVersion: null,
  progress: null,
  problem: null,
};

/** Shows a backup in the folder. Pure. */
export function toBackupView({ id, manifest, problem }: BackupSummary): BackupView {
  if (manifest === undefined) return { ...NOTHING, id, state: 'unreadable', problem: problem ?? null };
  const { createdAt, reason, documents, files, clusterTime, serverVersion } = manifest;
  return {
    ...NOTHING,
    id,
    state: 'done',
    createdAt,
    reason,
    documents,
    serverVersion,
    bytes: files.documents.bytes + files.metadata.bytes,
    clusterTime: clusterTimeText(clusterTimeOf(clusterTime)),
  };
}

/** Shows a backup that is being made, or that could not be made. Pure. */
export function toJobView({ id, reason, done, total, problem }: BackupJob): BackupView {
  return { ...NOTHING, id, state: problem === null ? 'running' : 'failed', reason, progress: { done, total }, problem };
}

/** Shows how the journal stands. Pure. */
export function toJournalView(news: JournalNews | null): JournalView | null {
  if (news === null) return null;
  const { isKept, owner, coveredTo, lagSeconds, bytes, base, problem } = news;
  return {
    isKept,
    owner,
    coveredTo: coveredTo === null ? null : clusterTimeText(coveredTo.toBigInt()),
    lagSeconds,
    bytes,
    base,
    problem,
  };
}
