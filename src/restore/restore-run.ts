import type { InexactDocument } from '../backup/compare-documents.js';
import type { RestoredPoint, RestoreStep } from '../backup/restore-options.js';
import type { CollectionIdentity, Validation } from '../collection-swap/collection-identity.js';

/** The state of a restore. */
export const RESTORE_STATES = ['running', 'done', 'failed'] as const;
export type RestoreState = (typeof RESTORE_STATES)[number];

/**
 * The steps of a restore, in order. The comparison with the replaced products comes last, when the restored ones are
 * live.
 */
export const RESTORE_STEPS = [
  'checking',
  'loading',
  'replaying',
  'indexing',
  'copying',
  'switching',
  'comparing',
] as const satisfies readonly (RestoreStep | 'copying' | 'switching' | 'comparing')[];
export type RestoreStepName = (typeof RESTORE_STEPS)[number];

/** The differences between the replaced and the restored products. */
export interface Differences {
  /** Products that no longer exist: written after the point in time, or not in the backup. */
  readonly onlyReplaced: number;
  /** Products that had been deleted and are back. */
  readonly onlyRestored: number;
  readonly changed: number;
  /** The `_id`s of the first hundred removed or changed products, in extended JSON. */
  readonly examples: readonly unknown[];
}

/** The result of a restore. */
export interface RestoreReport {
  readonly documents: number;
  /** Whether every document was restored byte for byte. */
  readonly exact: boolean;
  readonly inexactCount: number;
  readonly inexact: readonly InexactDocument[];
  /** `null`: the backup's own time. */
  readonly pointInTime: RestoredPoint | null;
  /** Duration of loading, applying changes and building indexes. */
  readonly seconds: number;
  /** The collection that keeps the replaced products until their retention ends; `null` if there were none. */
  readonly kept: string | null;
  readonly writePauseMs: number | null;
  /** Writes that passed the fence; they are in the kept collection. */
  readonly stragglers: number;
  /** The migration whose rollback window was closed. */
  readonly endedMigration: string | null;
  /** `null` if there was no comparison; see `comparisonProblem`. */
  readonly differences: Differences | null;
  readonly comparisonProblem: string | null;
}

/** What another process needs to clean up after a lost owner. */
export interface RestoreWork {
  /** The restored collection; once it is live, it is named `products`. */
  readonly scratch: CollectionIdentity | null;
  /** The copy of the replaced products. */
  readonly kept: CollectionIdentity | null;
  /** The collection to replace, and its validation. */
  readonly live: CollectionIdentity | null;
  readonly validation: Validation | null;
}

/** One restore of the products, from start to end: a document in `catalog_restores`. */
export interface RestoreRun {
  readonly _id: string;
  readonly state: RestoreState;
  readonly step: RestoreStepName;
  readonly backupId: string;
  /** As requested; `null`: the backup's own time. */
  readonly pointInTime: string | null;
  /** Whether to end a migration whose rollback window is open, or that waits for an operator. */
  readonly closeWayBack: boolean;
  readonly startedBy: string;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  /** Set while the restore is unfinished. A unique index on it admits only one. */
  readonly active?: true;
  readonly epoch: number;
  readonly owner: string | null;
  /** Grows with every change by the owner, because replies may arrive out of order. */
  readonly revision: number;
  /** By the server's clock. */
  readonly leaseUntil: Date;
  /** Documents or changes of the current step. */
  readonly progress: { readonly done: number; readonly total: number };
  readonly work: RestoreWork;
  readonly report: RestoreReport | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}
