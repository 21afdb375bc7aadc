import type { CollectionIdentity } from '../../collection-swap/collection-identity.js';
import type { Direction, MappedBytes } from '../mapping/mapped-documents.js';

/** A collection that is kept in sync, and how its documents are mapped; with `null` they are copied unchanged. */
export interface Follower {
  readonly collection: CollectionIdentity;
  readonly direction: Direction | null;
}

/** The mapped documents for each of the followers. */
export type MappedCopies = readonly (Follower & MappedBytes)[];

/** A source and the collections that follow it. */
export interface Following {
  readonly source: CollectionIdentity;
  readonly followers: readonly Follower[];
}
