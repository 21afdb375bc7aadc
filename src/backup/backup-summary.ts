import type { RefusalReason } from './backup-errors.js';
import type { BackupManifest } from './manifest.js';

/** A backup in the list. What its files hold is not looked at: `verify` does. */
export interface BackupSummary {
  readonly id: string;
  /** `undefined` where the manifest can't be read. */
  readonly manifest?: BackupManifest;
  readonly problem?: string;
}

/** Whether a backup is what was written, and else exactly what is wrong. */
export type Verification =
  | { readonly id: string; readonly ok: true; readonly manifest: BackupManifest }
  | { readonly id: string; readonly ok: false; readonly reason: RefusalReason; readonly problem: string };
