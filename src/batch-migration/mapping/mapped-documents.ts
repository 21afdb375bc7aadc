import type { Finding } from '../../../migrations/index.js';
import type { StoredBytes } from '../../collection-swap/stored-bytes.js';

/** The direction in which documents are mapped. */
export type Direction = 'up' | 'down';

/** A document that stays unchanged, with the reasons. */
export interface Refused {
  readonly id: unknown;
  readonly findings: readonly Finding[];
}

/** The mapped form of stored documents. */
export interface MappedBytes {
  /** As they are to be written; refused documents are unchanged. */
  readonly documents: readonly StoredBytes[];
  readonly refused: readonly Refused[];
  /** Documents that only the server can map exactly. */
  readonly onServer: readonly StoredBytes[];
}
