import type { RefusalReason } from './backup-errors.js';
import type { BackupManifest } from './manifest.js';

/** A backup in the list. Its files are not read; `verify` does that. */
export interface BackupSummary {
  readonly id: string;
  /** `undefined` if the manifest cannot be read. */
  readonly manifest?: BackupManifest;
  readonly problem?: string;
}

/** Whether a backup is intact, and if not, what exactly is wrong. */
export type Verification =
  | { readonly id: string; readonly ok: true; readonly manifest: BackupManifest }
  | { readonly id: string; readonly ok: false; readonly reason: RefusalReason; readonly problem: string };
