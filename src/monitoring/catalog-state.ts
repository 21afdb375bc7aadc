import { Injectable } from '@nestjs/common';

import { LiveCatalog } from '../live-catalog/live-catalog.js';
import { Quarantine } from '../batch-migration/quarantine.js';
import type { MigrationRun } from '../batch-migration/run/migration-run.js';
import { RunStore } from '../batch-migration/run/run-store.js';
import { LazyUpgrade, type LazyUpgradeCounts } from '../products/lazy-upgrade.js';

/** Summary of the last migration. */
export type MigrationState = Pick<MigrationRun, 'state' | 'phase' | 'counts' | 'ratePerSecond' | 'writePauseMs'> & {
  readonly id: string;
  /** Writes of an old shape since the switch. */
  readonly outsideWrites: number;
};

/** The state of the catalog and its migration. */
export interface CatalogState {
  readonly products: number;
  /** Off-heap memory of the listing data in bytes, and the number of products whose data did not fit. */
  readonly entryBytes: number;
  readonly evicted: number;
  /** Documents that the mapping refuses, and documents of no known version. */
  readonly failing: number;
  readonly unrecognised: number;
  readonly quarantined: number;
  /** Seconds since the change stream was last heard from. */
  readonly changeStreamSilenceSeconds: number;
  /** Counts of this instance since its start. */
  readonly lazyUpgrades: LazyUpgradeCounts;
  /** `null` before the first one. */
  readonly migration: MigrationState | null;
}

/** Collects the counts of the catalog's parts. */
@Injectable()
export class CatalogStates {
  constructor(
    private readonly catalog: LiveCatalog,
    private readonly lazyUpgrade: LazyUpgrade,
    private readonly runs: RunStore,
    private readonly quarantine: Quarantine,
  ) {}

  async read(): Promise<CatalogState> {
    const { products, entryBytes, evicted } = this.catalog.sizes;
    const [run, quarantined] = await Promise.all([this.runs.latest(), this.quarantine.count()]);
    return {
      products,
      entryBytes,
      evicted,
      ...this.catalog.problems.counts(),
      quarantined,
      changeStreamSilenceSeconds: this.catalog.freshness.ageSeconds,
      lazyUpgrades: this.lazyUpgrade.counts,
      migration: run === null ? null : toState(run),
    };
  }
}

function toState({ _id: id, state, phase, counts, ratePerSecond, writePauseMs, work }: MigrationRun): MigrationState {
  return {
    id,
    state,
    phase,
    counts,
    ratePerSecond,
    writePauseMs,
    outsideWrites: Object.values(work.outsideWriters).reduce((sum, count) => sum + count, 0),
  };
}
