import { setTimeout as sleep } from 'node:timers/promises';

import { Injectable } from '@nestjs/common';

import { idKey } from '../../listing/product-id.js';
import { ConflictError } from '../../errors/domain-error.js';
import { Quarantine } from '../quarantine.js';
import type { MigrationRun } from '../run/migration-run.js';
import { findByUuid, isLive } from '../../collection-swap/named-collections.js';
import { RunStore } from '../run/run-store.js';
import { isDowngrade } from '../verify/compare-documents.js';
import { type Mismatch, Verifier } from '../verify/verifier.js';
import { Collections, PRODUCTS } from '../../database/collections.js';
import { readProduct } from '../../products/read-product.js';
import { VERSIONS } from '../../../migrations/index.js';
import type { Integrity, IntegrityCheck, LongWork } from './integrity-check.js';

const LOOK_AGAIN_MS = 500;
/** A difference that persists through this many comparisons is not a change in progress. */
const MAX_LOOKS = 20;
const REPORTED = 100;
const TURN = 500;

/** The result of verifying the outcome of the last migration. */
export interface IntegrityReport extends Integrity {
  readonly strategy: MigrationRun['strategy'];
  /** Whether the rollback copy was compared as well. */
  readonly wayBackCompared: boolean;
  readonly quarantined: number;
  readonly at: Date;
}

/**
 * Verifies the outcome of a migration at any time after its switch, while the catalog is being written: every product
 * has the latest version and is readable, or is in quarantine. If a rollback is possible, the rollback copy has the
 * same content.
 */
@Injectable()
export class RunIntegrity implements IntegrityCheck {
  constructor(
    private readonly collections: Collections,
    private readonly runs: RunStore,
    private readonly quarantine: Quarantine,
  ) {}

  async verify(work: LongWork): Promise<IntegrityReport> {
    const run = (await this.runs.active()) ?? (await this.runs.latest());
    if (run === null || !['completed', 'needs-operator', 'cleaned-up'].includes(run.state)) {
      throw new ConflictError(
        'There is no outcome to verify: ' +
          (`${run === null ? 'no migration has been started' : `migration ${run._id} is ${run.state}`}; each ` +
            'migration verifies itself before and after its switch'),
      );
    }
    const quarantined = new Set((await this.quarantine.ids()).map(idKey));
    const total = await this.collections.products.estimatedDocumentCount();
    const verifier = await this.wayBack(run);
    const steps = verifier === null ? 1 : 2;
    const onProgress = (done: number): void => {
      work.onProgress?.(done, Math.max(done, total * steps));
    };

    const { compared, mismatches } = await this.shapes(quarantined, work.signal, onProgress);
    if (verifier !== null)
      mismatches.push(
        ...(await compareUnderWrites(verifier, work.signal, (done) => {
          onProgress(compared + done);
        })),
      );
    return {
      runId: run._id,
      strategy: run.strategy,
      verdict: mismatches.length === 0 ? 'passed' : 'failed',
      compared,
      wayBackCompared: verifier !== null,
      quarantined: quarantined.size,
      mismatchCount: mismatches.length,
      mismatches: mismatches.slice(0, REPORTED),
      at: new Date(),
    };
  }

  /** Compares `size` randomly chosen products with the rollback copy; `null` if there is none. */
  async sample(
    size: number,
    signal?: AbortSignal,
  ): Promise<{ readonly compared: number; readonly mismatches: readonly Mismatch[] } | null> {
    const run = await this.runs.active();
    const verifier = run?.state === 'completed' ? await this.wayBack(run) : null;
    if (verifier === null) return null;
    const chosen = await this.collections.products
      .aggregate<{ _id: unknown }>([{ $sample: { size } }, { $project: { _id: 1 } }])
      .toArray();
    const ids = chosen.map(({ _id }) => _id);
    return { compared: ids.length, mismatches: await lookAgain(verifier, await verifier.some(ids), signal) };
  }

  /** Checks every product on its own. */
  private async shapes(
    quarantined: ReadonlySet<string>,
    signal: AbortSignal | undefined,
    onProgress: (done: number) => void,
  ): Promise<{ compared: number; mismatches: Mismatch[] }> {
    const latest = VERSIONS.at(-1)?.version;
    const mismatches: Mismatch[] = [];
    let compared = 0;
    for await (const document of this.collections.products.find({}, { batchSize: TURN })) {
      compared += 1;
      if (compared % TURN === 0) {
        signal?.throwIfAborted();
        onProgress(compared);
      }
      const reading = readProduct(document);
      if ((reading.kind === 'product' && reading.version === latest) || quarantined.has(idKey(document._id))) continue;
      const problem =
        reading.kind === 'product' ? `is still version ${reading.version}` : `is ${reading.kind} and not in quarantine`;
      mismatches.push({ id: document._id, collection: PRODUCTS, problem });
    }
    return { compared, mismatches };
  }

  /** Compares the live collection with the rollback copy; `null` if there is none. */
  private async wayBack({ work: { shadow, twin } }: MigrationRun): Promise<Verifier | null> {
    const { db } = this.collections;
    if (shadow === null || twin === null || !(await isLive(db, shadow))) return null;
    const there = await findByUuid(db, twin.uuid);
    if (there === null) return null;
    return new Verifier(db, { ...shadow, name: PRODUCTS }, [
      { collection: { name: there.name, uuid: there.uuid }, compare: isDowngrade },
    ]);
  }
}

/** Compares differing documents again until the changes up to then have had time to reach the rollback copy. */
async function compareUnderWrites(
  verifier: Verifier,
  signal: AbortSignal | undefined,
  onProgress: (done: number) => void,
): Promise<Mismatch[]> {
  const { suspects } = await verifier.all((done) => {
    signal?.throwIfAborted();
    onProgress(done);
    return Promise.resolve();
  });
  return lookAgain(verifier, suspects, signal);
}

async function lookAgain(verifier: Verifier, found: Mismatch[], signal: AbortSignal | undefined): Promise<Mismatch[]> {
  let suspects = found;
  for (let looks = 0; suspects.length > 0 && looks < MAX_LOOKS; looks += 1) {
    await sleep(LOOK_AGAIN_MS, undefined, signal === undefined ? {} : { signal });
    suspects = await verifier.some(suspects.map(({ id }) => id));
  }
  return suspects;
}
