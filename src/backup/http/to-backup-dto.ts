import type { BackupSummary, Verification } from '../backup-summary.js';
import { clusterTimeOf, clusterTimeText } from '../journal/cluster-timestamp.js';
import type { JournalNews } from '../journal/journal-lease.js';
import type { RestoreResult } from '../restore-options.js';
import type { BackupDto, BackupVerificationDto, JournalDto } from './backup.dto.js';
import type { BackupJob } from './backup-jobs.js';

const NOTHING: Omit<BackupDto, 'id' | 'state'> = {
  createdAt: null,
  reason: null,
  documents: null,
  bytes: null,
  clusterTime: null,
  serverVersion: null,
  progress: null,
  problem: null,
};

/** Converts a backup in the folder to its DTO. Pure. */
export function toBackupDto({ id, manifest, problem }: BackupSummary): BackupDto {
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

/** Converts a running or failed backup to its DTO. Pure. */
export function toJobDto({ id, reason, done, total, problem }: BackupJob): BackupDto {
  return { ...NOTHING, id, state: problem === null ? 'running' : 'failed', reason, progress: { done, total }, problem };
}

/** Converts the journal's state to its DTO. Pure. */
export function toJournalDto(news: JournalNews | null): JournalDto | null {
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

/** Converts the result of a verification to its DTO. @param restored result of the trial restore; `null` without one */
export function toVerificationDto(
  id: string,
  found: Verification,
  restored: RestoreResult | null,
): BackupVerificationDto {
  const { documents } = found.ok ? found.manifest : { documents: null };
  const { reason, problem } = found.ok ? { reason: null, problem: null } : found;
  return { id, ok: found.ok && (restored?.exact ?? true), reason, problem, documents, restored };
}
