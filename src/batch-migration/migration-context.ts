import type { mongo } from 'mongoose';

import { idKey } from '../listing/product-id.js';
import type { Backups } from '../backup/backups.service.js';
import type { Settings } from '../config/settings.js';
import type { Collections } from '../database/collections.js';
import type { QueryProbes } from '../query-performance/query-probes.js';
import type { Quarantine } from './quarantine.js';
import type { OwnedRun } from './run/owned-run.js';
import type { Validation } from '../collection-swap/collection-identity.js';
import { MigrationError } from './run/run-errors.js';
import { PRODUCTS } from '../database/collections.js';
import { MappingThreads } from './mapping/mapping-threads.js';
import { CollectionSync } from './sync/collection-sync.js';
import { isDowngrade, isUntouchedDowngrade, isUpgrade, sameBytes } from './verify/compare-documents.js';
import { Verifier } from './verify/verifier.js';

/** The dependencies of the migration, the same for every run. */
export interface MigrationTools {
  readonly collections: Collections;
  readonly settings: Settings;
  readonly quarantine: Quarantine;
  readonly backups: Backups;
  readonly probes: QueryProbes;
}

/** A run and its dependencies. */
export class MigrationContext {
  constructor(
    readonly run: OwnedRun,
    readonly tools: MigrationTools,
  ) {
    this.mapping = new MappingThreads(tools.settings.MIGRATION_THREADS, ({ message }) => {
      run.logger.warn(`A mapping thread of run ${run.id} ended (${message}); the remaining threads take over`);
    });
  }

  /**
   * The products written since the comparison before the switch, as keys of their `_id`s. Set only if this process made
   * the switch, because only then does it know all of them.
   */
  private writtenSince: Set<string> | undefined;
  private readonly mapping: MappingThreads;
  private forward: CollectionSync | undefined;
  private backward: CollectionSync | undefined;

  get db(): mongo.Db {
    return this.tools.collections.db;
  }

  /** The validation of `products` while it is not fenced. */
  get validation(): Validation {
    const { validation } = this.run.value.work;
    if (validation === null)
      throw new MigrationError('RUN_INCOMPLETE', `Run ${this.run.id} has no record of the collection's validation`);
    return validation;
  }

  /** Returns a collection recorded by an earlier phase; throws if it is missing. */
  known<K extends 'source' | 'shadow' | 'twin'>(key: K): NonNullable<OwnedRun['value']['work'][K]> {
    const value = this.run.value.work[key];
    if (value === null)
      throw new MigrationError(
        'RUN_INCOMPLETE',
        `Run ${this.run.id} lacks its ${key}: an earlier phase did not finish`,
      );
    return value as NonNullable<OwnedRun['value']['work'][K]>;
  }

  /** Keeps the shadow and the rollback copy in sync with the source, until the switch. */
  forwardSync(): CollectionSync {
    return (this.forward ??= this.sync({
      source: this.known('source'),
      followers: [
        { collection: this.known('shadow'), direction: 'up' },
        { collection: this.known('twin'), direction: null },
      ],
    }));
  }

  /**
   * Keeps the rollback copy in sync with the new collection, from the switch on. An in-place migration has no copy;
   * there, changes are only recorded.
   */
  backSync(): CollectionSync {
    if (this.run.value.strategy === 'in-place')
      return (this.backward ??= this.sync({ source: this.known('source'), followers: [] }));
    return (this.backward ??= this.sync({
      source: { ...this.known('shadow'), name: PRODUCTS },
      followers: [{ collection: this.known('twin'), direction: 'down' }],
    }));
  }

  /** Compares the source, the shadow and the rollback copy. */
  async forwardVerifier(): Promise<Verifier> {
    const quarantined = new Set((await this.tools.quarantine.ids()).map(idKey));
    return new Verifier(this.db, this.known('source'), [
      // Documents in quarantine are copied unchanged.
      {
        collection: this.known('shadow'),
        compare: (source, copy, id) => {
          const problem = isUpgrade(source, copy, id);
          const isKept = problem !== undefined && quarantined.has(idKey(id));
          return isKept && sameBytes(source, copy, id) === undefined ? undefined : problem;
        },
        expected: async (documents) => {
          const mapped = await this.mapping.handOver(documents, 'up');
          return mapped && new Map(mapped.documents.map(({ id, bytes }) => [id, bytes]));
        },
      },
      { collection: this.known('twin'), compare: sameBytes },
    ]);
  }

  /** Compares the new collection with the rollback copy. */
  backVerifier(): Verifier {
    const written = this.writtenSince;
    return new Verifier(this.db, { ...this.known('shadow'), name: PRODUCTS }, [
      {
        collection: this.known('twin'),
        compare: written === undefined ? isDowngrade : isUntouchedDowngrade((id) => !written.has(idKey(id))),
      },
    ]);
  }

  /**
   * Records that the copies have just been compared with everything written up to the switch, except for these
   * products. From now on `backSync` records which ones are written.
   */
  switchedAndCompared(but: readonly unknown[]): void {
    this.writtenSince = new Set(but.map(idKey));
    this.backSync().alsoNote(this.writtenSince);
  }

  /** Ends what `switchedAndCompared` started, because the set would grow without bound during the rollback window. */
  compareAllFully(): void {
    this.writtenSince = undefined;
    this.backward?.alsoNote(undefined);
  }

  /** Closes the change streams, and ends the threads. */
  async close(): Promise<void> {
    await this.forward?.close();
    await this.backward?.close();
    await this.mapping.close();
  }

  private sync(following: CollectionSync['following']): CollectionSync {
    return new CollectionSync(this.run, this.tools.collections, this.tools.quarantine, this.mapping, following);
  }
}
