import { api } from '../../data/api.js';
import { put } from '../../data/live.js';
import { dataOf, envelopeOf } from '../../data/request.js';

/** A backup in API form. */
export interface Backup {
  readonly id: string;
  readonly state: 'running' | 'done' | 'failed' | 'unreadable';
  readonly createdAt: string | null;
  readonly reason: string | null;
  readonly documents: number | null;
  readonly bytes: number | null;
  readonly clusterTime: string | null;
  readonly progress: { readonly done: number; readonly total: number } | null;
  readonly problem: string | null;
}

/** The journal of changes in API form. */
export interface Journal {
  readonly isKept: boolean;
  readonly owner: string | null;
  readonly coveredTo: string | null;
  readonly lagSeconds: number;
  readonly bytes: number;
  readonly problem: string | null;
}

/** A page of backups, newest first. */
export interface BackupPage {
  readonly data: readonly Backup[];
  readonly journal: Journal | null;
  readonly nextBefore: string | null;
}

/** The time range that can be restored from one backup, in seconds of UTC. */
export interface Stretch {
  readonly backupId: string;
  readonly from: string;
  readonly to: string;
  readonly toClusterTime: string;
  readonly endedBy: 'present' | 'gap' | 'replaced' | 'no-journal';
}

/** The times to which the products can be restored. */
export interface Coverage {
  readonly asOf: string;
  readonly stretches: readonly Stretch[];
  readonly gaps: readonly { readonly from: string; readonly to: string; readonly reason: string }[];
}

/** A restore in API form. */
export interface Restore {
  readonly id: string;
  readonly state: 'running' | 'done' | 'failed';
  readonly step: string;
  readonly backupId: string;
  readonly pointInTime: string | null;
  readonly closeWayBack: boolean;
  readonly startedBy: string;
  readonly createdAt: string;
  readonly finishedAt: string | null;
  readonly progress: { readonly done: number; readonly total: number };
  readonly report: Readonly<Record<string, unknown>> | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** Backups, fifty per page; if given, older than one of them. */
export function listBackups(before: string | null, signal: AbortSignal): Promise<BackupPage> {
  return envelopeOf<BackupPage>(
    api.GET('/api/admin/backups', { params: { query: before === null ? {} : { before } }, signal }),
  );
}

/** The times to which the products can be restored. */
export function readCoverage(signal: AbortSignal): Promise<Coverage> {
  return dataOf<Coverage>(api.GET('/api/admin/backups/coverage', { signal }));
}

/** The last restores, latest first. */
export function listRestores(signal: AbortSignal): Promise<readonly Restore[]> {
  return dataOf<readonly Restore[]>(api.GET('/api/admin/restores', { signal }));
}

/** Starts a backup. */
export async function createBackup(): Promise<string> {
  const { id } = await dataOf<Backup>(api.POST('/api/admin/backups', { body: { reason: 'requested in the console' } }));
  return `Started: ${id}`;
}

/** Verifies a backup by reading it, and, if requested, by restoring it into a scratch collection. */
export async function verifyBackup(id: string): Promise<string> {
  const { ok, problem, documents } = await dataOf<{
    readonly ok: boolean;
    readonly problem: string | null;
    readonly documents: number | null;
  }>(api.POST('/api/admin/backups/{id}/verify', { params: { path: { id } }, body: {} }));
  if (!ok) throw new Error(problem ?? 'The backup differs from what was written');
  return `It is intact: ${documents ?? 0} documents, every byte`;
}

/** Permanently deletes a backup. */
export async function deleteBackup(id: string): Promise<string> {
  await dataOf(api.DELETE('/api/admin/backups/{id}', { params: { path: { id } }, body: { confirm: id } }));
  return `${id} was deleted`;
}

/** Restores the products to a point in time; the stream reports the outcome. */
export async function restoreTo(id: string, pointInTime: string, closeWayBack: boolean): Promise<Restore> {
  const restore = await dataOf<Restore>(
    api.POST('/api/admin/backups/{id}/restore', {
      params: { path: { id } },
      body: { confirm: id, pointInTime, closeWayBack },
    }),
  );
  put('restore', restore as unknown as Readonly<Record<string, unknown>>);
  return restore;
}
