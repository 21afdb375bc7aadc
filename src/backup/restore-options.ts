import type { InexactDocument } from './compare-documents.js';
import type { JournalReader } from './journal/journal-reader.js';
import type { PointInTime } from './journal/point-in-time.js';
import type { LoadTarget } from './raw-insert.js';

/** Cancellation, progress and target time of a restore. */
export interface RestoreOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
  /**
   * Skips the first full read because the backup was just made. Its content is still checked while it is loaded and
   * compared.
   */
  readonly isJustMade?: boolean;
  /** Called at the start of each step. */
  readonly onStep?: (step: RestoreStep) => Promise<void>;
  /** Called with the scratch collection before anything is loaded into it. */
  readonly onScratch?: (scratch: LoadTarget) => Promise<void>;
  /** Applies the journal's changes up to this point in time. */
  readonly replay?: { readonly journal: JournalReader; readonly point: PointInTime };
}

/** The steps of a restore into a scratch collection. */
export type RestoreStep = 'checking' | 'loading' | 'replaying' | 'indexing';

/** The point in time that was restored. */
export interface RestoredPoint {
  /** The last moment whose writes are included: seconds and increment. */
  readonly clusterTime: string;
  readonly time: string;
  /** Number of changes applied to the backup. */
  readonly changes: number;
  readonly note: string | null;
}

/** The result of a restore. */
export interface RestoreResult {
  readonly id: string;
  readonly collection: string;
  readonly documents: number;
  readonly bytes: number;
  /** Duration of loading, reading back and building indexes together. */
  readonly seconds: number;
  readonly documentsPerSecond: number;
  /** Whether every document has the bytes that were backed up, in the same order. */
  readonly exact: boolean;
  readonly inexactCount: number;
  /** The first hundred documents that the server changed while storing them. */
  readonly inexact: readonly InexactDocument[];
  /** `null`: the backup's own time. */
  readonly pointInTime: RestoredPoint | null;
}
