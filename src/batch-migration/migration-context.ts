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
import { CollectionSync } from './sync/collection-sync.js';
import { isDowngrade, isUntouchedDowngrade, isUpgrade, sameBytes } from './verify/compare-documents.js';
import { Verifier } from './verify/verifier.js';

/** What the migration works with, the same for every run. */
export interface MigrationTools {
  readonly collections: Collections;
  readonly settings: Settings;
  readonly quarantine: Quarantine;
  readonly backups: Backups;
  readonly probes: QueryProbes;
}

/** A run and what it works with. */
export class MigrationContext {
  constructor(
    readonly run: OwnedRun,
    readonly tools: MigrationTools,
  ) {}

  /**
   * The products that were written since the comparison before the switch, by the keys of their `_id`s; there where the
   * switch was made by this process, which then knows all of them.
   */
  private writtenSince: Set<string> | undefined;
  private forward: CollectionSync | undefined;
  private backward: CollectionSync | undefined;

  get db(): mongo.Db {
    return this.tools.collections.db;
  }

  /** The validation that `products` has when it is not fenced. */
  get validation(): Validation {
    const { validation } = this.run.value.work;
    if (validation === null)
      throw new MigrationError('RUN_INCOMPLETE', `Run ${this.run.id} has no record of the collection's validation`);
    return validation;
  }

  /** Something that an earlier phase has found. */
  known<K extends 'source' | 'shadow' | 'twin'>(key: K): NonNullable<OwnedRun['value']['work'][K]> {
    const value = this.run.value.work[key];
    if (value === null)
      throw new MigrationError(
        'RUN_INCOMPLETE',
        `Run ${this.run.id} lacks its ${key}: an earlier phase did not finish`,
      );
    return value as NonNullable<OwnedRun['value']['work'][K]>;
  }

  /** Keeps shadow and twin in step with the source, until the switch. */
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
   * Keeps the rollback copy in step with the new collection, from the switch on. In place there is none: the changes
   * are only taken note of.
   */
  backSync(): CollectionSync {
    if (this.run.value.strategy === 'in-place')
      return (this.backward ??= this.sync({ source: this.known('source'), followers: [] }));
    return (this.backward ??= this.sync({
      source: { ...this.known('shadow'), name: PRODUCTS },
      followers: [{ collection: this.known('twin'), direction: 'down' }],
    }));
  }

  /** Compares source, shadow and twin. */
  async forwardVerifier(): Promise<Verifier> {
    const quarantined = new Set((await this.tools.quarantine.ids()).map(idKey));
    return new Verifier(this.db, this.known('source'), [
      // What is in quarantine is kept as it is.
      {
        collection: this.known('shadow'),
        compare: (source, copy, id) => {
          const problem = isUpgrade(source, copy, id);
          const isKept = problem !== undefined && quarantined.has(idKey(id));
          return isKept && sameBytes(source, copy, id) === undefined ? undefined : problem;
        },
      },
      { collection: this.known('twin'), compare: sameBytes },
    ]);
  }

  /** Compares the new collection with the rollback copy that is kept for a rollback. */
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
   * Takes note that the copies have just been compared with all that was written up to the switch, but for these
   * products. From here on `backSync` tells which ones were written.
   */
  switchedAndCompared(but: readonly unknown[]): void {
    this.writtenSince = new Set(but.map(idKey));
    this.backSync().alsoNote(this.writtenSince);
  }

  /** Ends what `switchedAndCompared` began: while a rollback is possible, the set would grow without bounds. */
  compareAllFully(): void {
    this.writtenSince = undefined;
    this.backward?.alsoNote(undefined);
  }

  /** Closes what is open. */
  async close(): Promise<void> {
    await this.forward?.close();
    await this.backward?.close();
  }

  private sync(following: CollectionSync['following']): CollectionSync {
    return new CollectionSync(this.run, this.tools.collections, this.tools.quarantine, following);
  }
}
