import type { InexactDocument } from './compare-documents.js';
import type { JournalReader } from './journal/journal-reader.js';
import type { PointInTime } from './journal/point-in-time.js';
import type { LoadTarget } from './raw-insert.js';

/** Cancels a restore, hears of its progress, and says up to when. */
export interface RestoreOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
  /**
   * The backup has just been made, and was read through then. Its content is checked all the same while it is loaded,
   * and while it is compared.
   */
  readonly isJustMade?: boolean;
  /** Hears of each part of the work as it begins. */
  readonly onStep?: (step: RestoreStep) => Promise<void>;
  /** Hears of the scratch collection before anything is loaded into it. */
  readonly onScratch?: (scratch: LoadTarget) => Promise<void>;
  /** The journal's changes up to a point in time are applied to the backup. */
  readonly replay?: { readonly journal: JournalReader; readonly point: PointInTime };
}

/** The parts of a restore into a scratch collection. */
export type RestoreStep = 'checking' | 'loading' | 'replaying' | 'indexing';

/** The point in time that was restored. */
export interface RestoredPoint {
  /** Seconds and increment: the last moment whose writes are in it. */
  readonly clusterTime: string;
  readonly time: string;
  /** Changes that were applied to the backup. */
  readonly changes: number;
  readonly note: string | null;
}

/** What a restore brought back. */
export interface RestoreResult {
  readonly id: string;
  readonly collection: string;
  readonly documents: number;
  readonly bytes: number;
  /** Of loading, reading back and building indexes together. */
  readonly seconds: number;
  readonly documentsPerSecond: number;
  /** Whether every document, in its order, has the bytes that were backed up. */
  readonly exact: boolean;
  readonly inexactCount: number;
  /** The first hundred documents that the server stored otherwise than they were sent. */
  readonly inexact: readonly InexactDocument[];
  /** `null`: the backup's own. */
  readonly pointInTime: RestoredPoint | null;
}
