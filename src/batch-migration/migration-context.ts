import type { mongo } from 'mongoose';

import { idKey } from '../listing/product-id.js';
import type { Backups } from '../backup/backups.service.js';
import type { Settings } from '../config/settings.js';
import type { Collections } from '../database/collections.js';
import type { QueryProbes } from '../query-performance/query-probes.js';
import type { Quarantine } from './quarantine.js';
import type { DrivenRun } from './run/driven-run.js';
import type { Validation } from '../collection-swap/collection-identity.js';
import { MigrationError } from './run/run-errors.js';
import { PRODUCTS } from '../database/collections.js';
import { InStep } from './sync/in-step.js';
import { isDowngrade, isUpgrade, sameBytes } from './verify/compare-documents.js';
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
    readonly run: DrivenRun,
    readonly tools: MigrationTools,
  ) {}

  private forward: InStep | undefined;
  private backward: InStep | undefined;

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
  known<K extends 'source' | 'shadow' | 'twin'>(key: K): NonNullable<DrivenRun['value']['work'][K]> {
    const value = this.run.value.work[key];
    if (value === null)
      throw new MigrationError(
        'RUN_INCOMPLETE',
        `Run ${this.run.id} lacks its ${key}: an earlier phase did not finish`,
      );
    return value as NonNullable<DrivenRun['value']['work'][K]>;
  }

  /** Keeps shadow and twin in step with the source, until the switch. */
  forwardSync(): InStep {
    return (this.forward ??= this.sync({
      source: this.known('source'),
      followers: [
        { collection: this.known('shadow'), direction: 'up' },
        { collection: this.known('twin'), direction: null },
      ],
    }));
  }

  /**
   * Keeps the twin in step with the new collection, from the switch on. In place there is none: the changes are only
   * taken note of.
   */
  backSync(): InStep {
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
        compare: (source, copy, id) =>
          quarantined.has(idKey(id)) && sameBytes(source, copy, id) === undefined
            ? undefined
            : isUpgrade(source, copy, id),
      },
      { collection: this.known('twin'), compare: sameBytes },
    ]);
  }

  /** Compares the new collection with the twin that is kept for the way back. */
  backVerifier(): Verifier {
    return new Verifier(this.db, { ...this.known('shadow'), name: PRODUCTS }, [
      { collection: this.known('twin'), compare: isDowngrade },
    ]);
  }

  /** Closes what is open. */
  async close(): Promise<void> {
    await this.forward?.close();
    await this.backward?.close();
  }

  private sync(following: InStep['following']): InStep {
    return new InStep(this.run, this.tools.collections, this.tools.quarantine, following);
  }
}
