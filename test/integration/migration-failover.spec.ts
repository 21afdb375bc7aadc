import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { recognise } from '../../migrations/index.js';
import { Settings } from '../../src/config/settings.js';
import { withSettings } from '../../src/config/with-settings.js';
import { insertGenerated } from '../../packages/demo-products/insert-generated.js';
import type { PhaseName } from '../../src/batch-migration/run/migration-run.js';
import { byIds } from '../../src/database/collections.js';
import { type MigrationRig, startMigrationRig } from '../support/migration-rig.js';
import { type ReplicaSet, startReplicaSet } from '../support/replica-set/replica-set.js';

jest.setTimeout(240_000);
const PRODUCTS = 600;

describe('A migration on three nodes', () => {
  let set: ReplicaSet;
  let rig: MigrationRig;
  let folder: string;

  beforeAll(async () => {
    set = await startReplicaSet();
    folder = await mkdtemp(join(tmpdir(), 'failover-'));
    const settings = withSettings(new Settings(), {
      BACKUP_DIR: join(folder, 'b'),
      REPORT_DIR: join(folder, 'r'),
      MONGODB_DATABASE: 'failover',
    });
    rig = await startMigrationRig({ name: 'failover', settings, uri: set.uri });
    await insertGenerated(rig.products as never, { count: PRODUCTS, seed: 5 });
  });
  afterAll(async () => {
    await rig.close();
    await set.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('loses no acknowledged write where the primary dies while copying and steps down before the switch', async () => {
    const counts = new Map<unknown, { sure: number; unsure: number }>();
    let running = true;
    const writer = (async (): Promise<void> => {
      const ids = (await rig.products.find({}, { projection: { _id: 1 }, limit: 50 }).toArray()).map(({ _id }) => _id);
      for (let turn = 0; running; turn += 1) {
        const id = ids[turn % ids.length];
        const count = counts.get(id) ?? { sure: 0, unsure: 0 };
        counts.set(id, count);
        try {
          await rig.db
            .collection('products')
            .updateOne(byIds([id]), { $inc: { outsideCount: 1 } }, { writeConcern: { w: 'majority' } });
          count.sure += 1;
        } catch (error) {
          // Rejected by the fence: certainly not written. After any other error (an election) it may have been.
          if ((error as { code?: number }).code !== 121) count.unsure += 1;
        }
        await new Promise((resolve) => {
          setTimeout(resolve, 10);
        });
      }
    })();

    rig.supervisor.start();
    const run = await rig.startBare();
    await phase(run._id, 'transformation');
    const killed = await set.killPrimary();
    // Indexes are built while one node is down.
    await phase(run._id, 'switch');
    await killed.restart();
    await set.untilHealthy();
    await set.stepDown().catch(() => undefined); // it may be over by now
    await rig.until(run._id, 'completed');
    running = false;
    await writer;

    const found = await rig.db.collection('products').find({}).toArray();
    expect(found).toHaveLength(PRODUCTS);
    expect([...new Set(found.map((document) => recognise(document as never)?.version))]).toEqual([2]);
    const wrong = found.filter(({ _id, outsideCount = 0 }) => {
      const { sure, unsure } = [...counts].find(([id]) => String(id) === String(_id))?.[1] ?? { sure: 0, unsure: 0 };
      return Number(outsideCount) < sure || Number(outsideCount) > sure + unsure;
    });
    expect(wrong).toEqual([]);
  });

  /** Waits until the run is in a phase or past it; waits out elections. */
  async function phase(id: string, name: PhaseName): Promise<void> {
    for (;;) {
      const run = await rig.runs.get(id).catch(() => undefined);
      if (run?.phases.find((record) => record.name === name)?.state !== 'pending' && run !== undefined) return;
      await new Promise((resolve) => {
        setTimeout(resolve, 20);
      });
    }
  }
});
