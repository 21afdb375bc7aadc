import type { mongo } from 'mongoose';

import { idKey } from '../../listing/product-id.js';
import { clusterTime } from '../../database/cluster-time.js';
import { presentTime } from '../../database/present-time.js';
import { crashPoint } from '../crash-points.js';
import { persistently } from '../sync/live-writes.js';
import type { MigrationContext } from '../migration-context.js';
import type { CollectionIdentity } from '../../collection-swap/collection-identity.js';
import { ChangeReader, uuidText } from '../../collection-swap/change-reader.js';
import type { ApplyWithin, LateWrites } from './late-writes.js';

/**
 * Number of products per transaction. An open transaction blocks the renewal of the lease, because it updates the run;
 * so it must finish within a lease, even on a busy machine.
 */
const TOGETHER = 25;
const BATCH = 500;

/** The late writes, and the collections they concern. */
export interface LateWritesTask {
  readonly stragglers: LateWrites;
  readonly applyWithin: ApplyWithin;
  /** The collection that now has the name. */
  readonly next: CollectionIdentity;
  /** The resume token of the rename. */
  readonly after: unknown;
}

/**
 * Applies writes that got past the fence to the collection that now has the name `products`. Other writes that get past
 * it may reach this collection meanwhile: a product written there since the rename keeps that newer write, and is
 * returned.
 *
 * Exactly once, only by the run's owner, and never over a newer write: each portion is one transaction, which also
 * counts it in the run if the run still has the owner's fencing token. The transaction's snapshot shows every write up
 * to some moment, and the change stream is read past that moment before anything is written. A write that comes even
 * later is a conflict for the transaction, which is then retried.
 */
export async function applyLateWrites(
  context: MigrationContext,
  { stragglers: { ids, events }, applyWithin, next, after }: LateWritesTask,
): Promise<readonly unknown[]> {
  const { run, db } = context;
  const conflicts: unknown[] = [];
  const newer = new NewerWrites(db, next, after);
  try {
    for (let from = run.value.work.stragglersApplied; from < ids.length; from += TOGETHER) {
      const portion = ids.slice(from, from + TOGETHER);
      let overtaken: readonly unknown[] = [];
      await persistently(() =>
        run.inTransaction(async (session) => {
          if (!(await run.countWorkWithin(session, 'stragglersApplied', { from, to: from + portion.length }))) return;
          await newer.readUpTo(clusterTime(await presentTime(db)), () => {
            run.ensureMine();
          });
          overtaken = portion.filter((id) => newer.keys.has(idKey(id)));
          const mine = new Map(portion.map((id) => [idKey(id), id] as const).filter(([key]) => !newer.keys.has(key)));
          await applyWithin(session, db, {
            ids: [...mine.values()],
            events: events.filter(({ id }) => mine.has(idKey(id))),
          });
          crashPoint('stragglers-sent');
        }),
      );
      conflicts.push(...overtaken);
      crashPoint('mid-stragglers');
    }
    return conflicts;
  } finally {
    await newer.close();
  }
}

/** The products that were written in a collection since it took the name. */
class NewerWrites {
  readonly keys = new Set<string>();
  private readonly uuid: string;
  private readonly reader: ChangeReader;
  private readTo = 0n;

  constructor(db: mongo.Db, collection: CollectionIdentity, after: unknown) {
    this.uuid = uuidText(collection.uuid);
    this.reader = new ChangeReader(db, { token: after });
  }

  async readUpTo(time: bigint, beforeEach: () => void): Promise<void> {
    while (this.readTo < time) {
      beforeEach();
      const batch = await this.reader.next(BATCH, time);
      for (const { id, uuid } of batch.documents) if (uuid === this.uuid) this.keys.add(idKey(id));
      if (batch.time > this.readTo) this.readTo = batch.time;
    }
  }

  async close(): Promise<void> {
    await this.reader.close();
  }
}
