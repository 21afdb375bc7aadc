import { Injectable } from '@nestjs/common';

import { VERSIONS } from '../../migrations/index.js';
import { LiveCatalog } from '../live-catalog/live-catalog.js';

/** Counts for one version. */
export interface VersionCount {
  /** As in `v2`. */
  readonly version: string;
  readonly name: string;
  readonly documents: number;
  /** How many of them the mapping refuses; these are never served. */
  readonly refused: number;
}

/** Counts of the documents in `products` by stored version. */
export interface Census {
  /** All changes up to this time are counted. */
  readonly asOf: Date;
  /** Whether the change stream has been silent for so long that changes may be missing. */
  readonly isStale: boolean;
  readonly total: number;
  readonly byVersion: readonly VersionCount[];
  /** Of no known version. */
  readonly unrecognised: number;
  /**
   * Progress of reading the whole collection, at startup or after a switch; until it is done, the counts are
   * incomplete. `null` when done.
   */
  readonly reading: { readonly documents: number; readonly total: number } | null;
}

/**
 * Counts the stored documents by version. The catalog in memory follows the change stream and updates the counts with
 * every change, so a census is current within moments, costs the same for a hundred documents as for a million, and
 * needs no database query.
 */
@Injectable()
export class CensusTaker {
  constructor(private readonly catalog: LiveCatalog) {}

  /** The current counts; all zero before the catalog has been read. */
  take(): Census {
    const { catalog } = this;
    const { isStale, asOf } = catalog.freshness;
    const byVersion = VERSIONS.map(({ version, name }): VersionCount => {
      const { served, refused } = catalog.storedAs(version);
      return { version: `v${version}`, name, documents: served + refused, refused };
    });
    const { unrecognised } = catalog.problems.counts();
    const known = byVersion.reduce((sum, { documents }) => sum + documents, 0);
    const { progress } = catalog;
    return {
      asOf,
      isStale,
      total: known + unrecognised,
      byVersion,
      unrecognised,
      reading: catalog.isReady && progress === undefined ? null : (progress ?? { documents: 0, total: 0 }),
    };
  }
}
