import type { InexactDocument } from '../backup/compare-documents.js';
import type { RestoredPoint, RestoreStep } from '../backup/restore-options.js';
import type { CollectionIdentity, Validation } from '../collection-swap/collection-identity.js';

/** How a restore stands. */
export const RESTORE_STATES = ['running', 'done', 'failed'] as const;
export type RestoreState = (typeof RESTORE_STATES)[number];

/**
 * The parts of a restore, in their order. What was replaced is compared when the restored collection is live already.
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

/** How what was replaced differs from what was restored. */
export interface Differences {
  /** Products that were there and are not any more: written after the point in time, or not in the backup. */
  readonly onlyReplaced: number;
  /** Products that were gone and are back. */
  readonly onlyRestored: number;
  readonly changed: number;
  /** The first hundred `_id`s of products that are gone or changed, in extended JSON. */
  readonly examples: readonly unknown[];
}

/** What a restore did. */
export interface RestoreReport {
  readonly documents: number;
  /** Whether every document has the bytes that it had. */
  readonly exact: boolean;
  readonly inexactCount: number;
  readonly inexact: readonly InexactDocument[];
  /** `null`: the backup's own time. */
  readonly pointInTime: RestoredPoint | null;
  /** Of loading, changes and indexes. */
  readonly seconds: number;
  /**
   * The collection that holds what was replaced, until the end of the retention; `null` where there were no products.
   */
  readonly kept: string | null;
  readonly writePauseMs: number | null;
  /** Writes that passed the fence, in what is kept. */
  readonly stragglers: number;
  /** The migration whose rollback was closed. */
  readonly endedMigration: string | null;
  /** `null` where it was not compared, as `comparisonProblem` says. */
  readonly differences: Differences | null;
  readonly comparisonProblem: string | null;
}

/** What has to be known to clear up after an owner that is gone. */
export interface RestoreWork {
  /** The restored collection; when it is live it has the name `products`. */
  readonly scratch: CollectionIdentity | null;
  /** The copy of what is replaced. */
  readonly kept: CollectionIdentity | null;
  /** The collection that is replaced, and the validation that it had. */
  readonly live: CollectionIdentity | null;
  readonly validation: Validation | null;
}

/** One restore of the products, from its start to its end: a document in `catalog_restores`. */
export interface RestoreRun {
  readonly _id: string;
  readonly state: RestoreState;
  readonly step: RestoreStepName;
  readonly backupId: string;
  /** As it was asked for; `null`: the backup's own time. */
  readonly pointInTime: string | null;
  /** A migration that keeps its rollback window open, or waits for an operator, is ended for it. */
  readonly closeWayBack: boolean;
  readonly startedBy: string;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  /** There while the restore has not ended. A unique index on it lets one in. */
  readonly active?: true;
  readonly epoch: number;
  readonly owner: string | null;
  /** Grows with every change by the owner, whose replies may overtake each other. */
  readonly revision: number;
  /** By the server's clock. */
  readonly leaseUntil: Date;
  /** Documents or changes of the present step. */
  readonly progress: { readonly done: number; readonly total: number };
  readonly work: RestoreWork;
  readonly report: RestoreReport | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}
