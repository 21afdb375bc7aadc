import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { recognise } from '../../migrations/index.js';
import { Settings } from '../../src/config/settings.js';
import { withSettings } from '../../src/config/with-settings.js';
import { insertGenerated } from '../../packages/demo-products/insert-generated.js';
import type { CrashPoint } from '../../src/batch-migration/crash-points.js';
import type { PhaseName } from '../../src/batch-migration/run/migration-run.js';
import { standsAt } from '../../src/collection-swap/fence.js';
import { byIds } from '../../src/database/collections.js';
import { type ChildService, startChild, untilStopped } from '../support/child-service.js';
import { type MigrationRig, startMigrationRig } from '../support/migration-rig.js';
import { settingsToText } from '../support/migration-settings.js';
import { type ReplicaSet, startReplicaSet } from '../support/replica-set/replica-set.js';

jest.setTimeout(480_000);
const PRODUCTS = 600;
const DAY_MS = 86_400_000;

/** Between every two effects of a switch. */
const SWITCH_MOMENTS: readonly CrashPoint[] = [
  'fenced',
  'before-unfence',
  'rename-sent',
  'before-fence',
  'renamed',
  'fence-sent',
  'drained',
  'unfenced',
];

describe('A migration on three nodes', () => {
  let set: ReplicaSet;
  let rig: MigrationRig;
  let folder: string;
  let driver: ChildService | undefined;

  beforeAll(async () => {
    set = await startReplicaSet();
    folder = await mkdtemp(join(tmpdir(), 'failover-'));
  });
  afterEach(async () => {
    driver?.process.kill('SIGKILL');
    driver = undefined;
    await rig.close();
  });
  afterAll(async () => {
    await set.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function startRig(name: string): Promise<void> {
    const settings = withSettings(new Settings(), {
      BACKUP_DIR: join(folder, 'b'),
      REPORT_DIR: join(folder, 'r'),
      MONGODB_DATABASE: name,
    });
    rig = await startMigrationRig({ name, settings, uri: set.uri });
    await insertGenerated(rig.products as never, { count: PRODUCTS, seed: 5 });
  }

  it('loses no acknowledged write where the primary dies while copying and steps down before the switch', async () => {
    await startRig('failover');
    const writer = await countUp(rig);

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

    expect(await wrongIn(writer)).toEqual([]);
  });

  it.each(chosen(SWITCH_MOMENTS))(
    'has one live collection without a fence, and every write, where the primary dies at the moment "%s" of the switch',
    async (moment) => {
      await startRig(`switch-${moment}`);
      const writer = await countUp(rig);
      driver = startChild('test/support/migrating-process.ts', {
        NODE_ENV: 'test',
        DATABASE: rig.db.databaseName,
        SETTINGS: settingsToText(rig.settings),
        TEST_MONGODB_URI: set.uri,
        ROLE: 'start',
        CATALOG_STOP_AT: moment,
      });
      await untilStopped(driver);

      const killed = await set.killPrimary();
      driver.process.kill('SIGCONT');
      const { _id } = await orWait(() => rig.runs.latest());
      await rig.until(_id, 'completed');
      await killed.restart();
      await set.untilHealthy();

      expect(await wrongIn(writer)).toEqual([]);
      expect(await standsAt(rig.db)).toBeUndefined();
      const { work } = await orWait(() => rig.runs.latest());
      const names = (await rig.db.listCollections({ name: /^products/ }, { nameOnly: true }).toArray()).map(
        ({ name }) => name,
      );
      expect(names.sort()).toEqual(['products', work.twin?.name]);
    },
  );

  /** Waits until the run is in a phase or past it; elections are waited out. */
  async function phase(id: string, name: PhaseName): Promise<void> {
    for (;;) {
      const run = await rig.runs.get(id).catch(() => undefined);
      if (run?.phases.find((record) => record.name === name)?.state !== 'pending' && run !== undefined) return;
      await sleep(20);
    }
  }

  /** Ends the writer; gives the products that it did not write as often as it was told, or that are not migrated. */
  async function wrongIn(writer: Counts): Promise<unknown[]> {
    const counts = await writer.stop();
    const found = await rig.db.collection('products').find({}).toArray();
    expect(found).toHaveLength(PRODUCTS);
    return found.filter((document) => {
      const { _id, outsideCount = 0 } = document;
      const { sure, unsure } = counts.get(String(_id)) ?? { sure: 0, unsure: 0 };
      const isCounted = Number(outsideCount) >= sure && Number(outsideCount) <= sure + unsure;
      return !isCounted || recognise(document as never)?.version !== 2;
    });
  }
});

interface Counts {
  /** Ends it and gives, by `_id`, how many writes were acknowledged, and of how many nobody knows. */
  stop(): Promise<ReadonlyMap<string, { readonly sure: number; readonly unsure: number }>>;
}

/** A writer that is no part of the service: it counts products up. */
async function countUp({ db, products }: MigrationRig): Promise<Counts> {
  const counts = new Map<string, { sure: number; unsure: number }>();
  const ids = (await products.find({}, { projection: { _id: 1 }, limit: 50 }).toArray()).map(({ _id }) => _id);
  let running = true;
  const writing = (async (): Promise<void> => {
    for (let turn = 0; running; turn += 1) {
      const id = ids[turn % ids.length];
      const count = counts.get(String(id)) ?? { sure: 0, unsure: 0 };
      counts.set(String(id), count);
      try {
        await db
          .collection('products')
          .updateOne(byIds([id]), { $inc: { outsideCount: 1 } }, { writeConcern: { w: 'majority' } });
        count.sure += 1;
      } catch (error) {
        // Refused by the fence: certainly not written. Anything else (an election) may have been.
        if ((error as { code?: number }).code !== 121) count.unsure += 1;
      }
      await sleep(10);
    }
  })();
  return {
    stop: async () => {
      running = false;
      await writing;
      return counts;
    },
  };
}

/** What there is to be had once an election is over. */
async function orWait<T>(ask: () => Promise<T | null>): Promise<T> {
  for (;;) {
    const answer = await ask().catch(() => null);
    if (answer !== null) return answer;
    await sleep(50);
  }
}

/** All moments with `CRASH_TESTS=all`; else one of them, another one every day. */
function chosen<T>(moments: readonly T[]): readonly T[] {
  if (process.env.CRASH_TESTS === 'all') return moments;
  return moments.slice(Math.floor(Date.now() / DAY_MS) % moments.length).slice(0, 1);
}
