import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { recognise } from '../../migrations/index.js';
import { insertGenerated } from '../../packages/demo-products/insert-generated.js';
import type { CrashPoint } from '../../src/batch-migration/crash-points.js';
import { fenceTitle, findCollection } from '../../src/collection-swap/named-collections.js';
import { byIds } from '../../src/database/collections.js';
import { type ChildService, startChild, untilStopped } from '../support/child-service.js';
import { eventually } from '../support/eventually.js';
import { type MigrationRig, startMigrationRig } from '../support/migration-rig.js';
import { settingsToText } from '../support/migration-settings.js';
import { isNotWritten } from '../support/workload/outcome.js';

jest.setTimeout(480_000);
const PRODUCTS = 300;

let rig: MigrationRig;
let children: ChildService[] = [];

beforeEach(async () => {
  rig = await startMigrationRig();
  await insertGenerated(rig.products as never, { count: PRODUCTS, seed: 3 }, () => undefined);
});
afterEach(async () => {
  for (const { process: child } of children) child.kill('SIGKILL');
  children = [];
  await rig.close();
});

/** A process that drives the migration and is killed or frozen at a crash point. */
function driver(environment: Readonly<Record<string, string>>): ChildService {
  const child = startChild('test/support/migrating-process.ts', {
    NODE_ENV: 'test',
    DATABASE: rig.db.databaseName,
    SETTINGS: settingsToText(rig.settings),
    TEST_MONGODB_URI: process.env.TEST_MONGODB_URI ?? '',
    ...environment,
  });
  children.push(child);
  return child;
}

/** Increments counters as an outside writer that waits out a fence, until stopped; then returns what must be there. */
function counting(): { stop(): Promise<void> } {
  const counts = new Map<unknown, number>();
  const problems: unknown[] = [];
  let running = true;
  const work = (async (): Promise<void> => {
    const ids = (await rig.products.find({}, { projection: { _id: 1 } }).toArray()).map(({ _id }) => _id);
    for (let turn = 0; running; turn += 1) {
      const id = ids[(turn * 7) % ids.length];
      try {
        const { matchedCount } = await rig.db
          .collection('products')
          .updateOne(byIds([id]), { $inc: { outsideCount: 1 } });
        if (matchedCount === 1) counts.set(id, (counts.get(id) ?? 0) + 1);
        else problems.push(`${String(id)} was not there`);
      } catch (error) {
        if (!isNotWritten(error)) problems.push(error);
      }
      await new Promise((resolve) => {
        setTimeout(resolve, 2);
      });
    }
  })();
  const passing = passingFences(() => running);
  return {
    stop: async () => {
      running = false;
      await Promise.all([work, passing]);
      expect(problems).toEqual([]);
      const found = await rig.db
        .collection('products')
        .find({ outsideCount: { $exists: true } }, { projection: { outsideCount: 1 } })
        .toArray();
      const sort = (entries: [string, unknown][]): [string, unknown][] => entries.sort(([a], [b]) => (a < b ? -1 : 1));
      expect(sort(found.map(({ _id, outsideCount }) => [String(_id), outsideCount]))).toEqual(
        sort([...counts].map(([id, count]) => [String(id), count])),
      );
    },
  };
}

/**
 * Writes that bypass a fence, so that there are some between the last catch-up and the rename; none of them is
 * guaranteed to be kept.
 */
async function passingFences(running: () => boolean): Promise<void> {
  const ids = (
    await rig.products
      .find({}, { projection: { _id: 1 } })
      .limit(20)
      .toArray()
  ).map(({ _id }) => _id);
  for (let turn = 0; running(); turn += 1) {
    // A rename aborts a write in progress.
    await rig.db
      .collection('products')
      .updateOne(byIds([ids[turn % ids.length]]), { $inc: { pastFence: 1 } }, { bypassDocumentValidation: true })
      .catch(() => undefined);
    await new Promise((resolve) => {
      setTimeout(resolve, 2);
    });
  }
}

/** Only a switch with late writes reaches these points: the driver stops for one before the rename. */
const stopsAt = (point: Moment): Moment[] => (point.includes('stragglers') ? ['before-rename'] : []);

/** Makes a write that the switch of a driver which has stopped for it finds late, and lets the driver go on. */
async function writeLate(child: ChildService, point: Moment): Promise<void> {
  if (stopsAt(point).length === 0) return;
  await untilStopped(child);
  await rig.products.updateOne({}, { $inc: { pastFence: 1 } } as never, { bypassDocumentValidation: true });
  child.process.kill('SIGCONT');
}

async function versions(): Promise<number[]> {
  const found = await rig.products.find().toArray();
  expect(found).toHaveLength(PRODUCTS);
  return [...new Set(found.map((document) => recognise(document)?.version ?? -1))];
}

async function nothingIsLeftBehind(): Promise<void> {
  const live = await findCollection(rig.db, 'products');
  expect(fenceTitle(live?.options ?? {})).toBeUndefined();
  const run = await rig.runs.latest();
  const names = (await rig.db.listCollections({ name: /^products_/ }, { nameOnly: true }).toArray()).map(
    ({ name }) => name,
  );
  expect(names).toEqual(run?.state === 'completed' ? [run.work.twin?.name] : []);
}

/** All points with `CRASH_TESTS=all`; otherwise a few of them, different ones each day. */
function chosen<T>(points: readonly T[], count: number): readonly T[] {
  if (process.env.CRASH_TESTS === 'all') return points;
  const first = Math.floor(Date.now() / DAY_MS) * count;
  return Array.from({ length: count }, (_, index) => points[(first + index) % points.length] as T);
}

type Moment = CrashPoint | `${CrashPoint}:${number}`;
const DAY_MS = 86_400_000;
const FORWARD: readonly Moment[] = [
  'page-copied',
  'fenced',
  'renamed',
  'page-sent:2',
  'drained',
  'before-unfence',
  'changes-copied:2',
  'rename-sent',
  'mid-stragglers',
  'stragglers-sent',
  'index-build-sent',
  'fence-sent',
  'unfenced',
  'page-saved',
  'mid-verification',
  'changes-saved:3',
];
const BACK: readonly Moment[] = [
  'renamed',
  'stragglers-sent',
  'mid-stragglers',
  'fenced',
  'before-unfence',
  'rename-sent',
  'before-fence',
  'drained',
  'unfenced',
];
const FROZEN: readonly Moment[] = [
  'fenced',
  'changes-sent',
  'page-sent',
  'drained',
  'before-unfence',
  'stragglers-sent',
];

describe('A migration whose driver is killed', () => {
  it.each(chosen(FORWARD, 4))('at %s is finished by another process, and no write is lost', async (point) => {
    const child = driver({ ROLE: 'start', CATALOG_CRASH_AT: point, CATALOG_STOP_AT: stopsAt(point).join() });
    await child.seen(/driving/);
    const writer = counting();
    await writeLate(child, point);
    await child.ended;
    const before = await rig.runs.active();

    rig.supervisor.start();
    await rig.until(before?._id ?? '', 'completed');
    await writer.stop();

    expect(await versions()).toEqual([2]);
    await nothingIsLeftBehind();
  });

  it.each(chosen(BACK, 2))('at %s of a rollback is rolled back by another process', async (point) => {
    const run = await rig.startBare();
    await rig.until(run._id, 'completed');
    await rig.supervisor.stop();
    const writer = counting();
    const child = driver({ ASK: 'rollback', CATALOG_CRASH_AT: point, CATALOG_STOP_AT: stopsAt(point).join() });
    await writeLate(child, point);
    await child.ended;

    const other = await rig.another();
    other.supervisor.start();
    await rig.until(run._id, 'rolled-back');
    await writer.stop();
    await other.close();

    expect((await versions()).includes(2)).toBe(false);
    await nothingIsLeftBehind();
  });

  it.each(chosen(FROZEN, 2))(
    'frozen at %s changes nothing when it wakes after another process has taken over',
    async (point) => {
      const frozen = driver({ ROLE: 'start', CATALOG_STOP_AT: [...stopsAt(point), point].join() });
      await frozen.seen(/driving/);
      const writer = counting();
      await writeLate(frozen, point);
      const run = await rig.runs.active();
      const id = run?._id ?? '';
      rig.supervisor.start();
      await eventually('another owner', async () => (await rig.runs.get(id)).epoch !== run?.epoch);

      frozen.process.kill('SIGCONT');
      await rig.until(id, 'completed');
      await writer.stop();

      expect((await rig.runs.get(id)).owner).toBe(rig.supervisor.owner);
      expect(await versions()).toEqual([2]);
    },
  );
});

describe('Two drivers', () => {
  it('are refused the second run while one is not over', async () => {
    const other = await rig.another();
    const starts = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? rig : other).start()),
    );
    expect(starts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(
      starts.flatMap((start) => (start.status === 'rejected' ? [(start.reason as { code: string }).code] : [])),
    ).toEqual(Array.from({ length: 9 }, () => 'MIGRATION_ACTIVE'));
    await other.close();
  });
});
