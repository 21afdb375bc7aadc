import { Injectable } from '@nestjs/common';

import { VERSIONS } from '../../migrations/index.js';
import { LiveCatalog } from '../live-catalog/live-catalog.js';

/** The documents of one version. */
export interface VersionCount {
  /** As in `v2`. */
  readonly version: string;
  readonly name: string;
  readonly documents: number;
  /** Of them those that the mapping refuses: no answer of the catalog shows them. */
  readonly refused: number;
}

/** How many documents of `products` are stored in which version. */
export interface Census {
  /** Everything that happened until then is counted. */
  readonly asOf: Date;
  /** Whether the change stream has been silent for so long that a change may be missing. */
  readonly isStale: boolean;
  readonly total: number;
  readonly byVersion: readonly VersionCount[];
  /** Of no known version. */
  readonly unrecognised: number;
  /**
   * How far the whole collection is read, at the start or after a switch: until then the counts move. `null` where it
   * has been read.
   */
  readonly reading: { readonly documents: number; readonly total: number } | null;
}

/**
 * Counts the stored documents by version. The catalog in memory follows the change stream and keeps the counts with
 * every change, so a census is current within moments, costs the same for a hundred documents and for a million, and
 * asks the database nothing.
 */
@Injectable()
export class CensusTaker {
  constructor(private readonly catalog: LiveCatalog) {}

  /** The counts of this moment; all zero before the catalog has been read. */
  take(): Census {
    const { catalog } = this;
    const { isStale, asOf } = catalog.freshness;
    const byVersion = VERSIONS.map(({ version, name }): VersionCount => {
      const { served, refused } = catalog.storedAs(version);
      return { version: `v${version}`, name, documents: served + refused, refused };
    });
    const { unrecognised } = catalog.problems.counts();
    const known = byVersion.reduce((sum, { documents }) => sum + documents, 0);
    const { rereading } = catalog;
    return {
      asOf,
      isStale,
      total: known + unrecognised,
      byVersion,
      unrecognised,
      reading: catalog.isReady && rereading === undefined ? null : (rereading ?? { documents: 0, total: 0 }),
    };
  }
}
