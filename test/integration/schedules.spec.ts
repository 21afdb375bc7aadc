import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { mongo } from 'mongoose';

import { Settings } from '../../src/config/settings.js';
import { withSettings } from '../../src/config/with-settings.js';
import { RunStore } from '../../src/batch-migration/run/run-store.js';
import type { Job, JobContext, JobResult, Schedule } from '../../src/schedules/schedule.js';
import type { ScheduleRecord } from '../../src/schedules/schedule-record.js';
import { ScheduleStore } from '../../src/schedules/schedule-store.js';
import { Scheduler, type Timing } from '../../src/schedules/scheduler.js';
import type { WorkList } from '../../src/schedules/work-list.js';
import type { Collections } from '../../src/database/collections.js';
import type { MongoConnector } from '../../src/database/mongo-connector.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';
import { MIGRATION_RUN } from '../../src/batch-migration/run/migration-run.schema.js';
import { STORED_SCHEDULE } from '../../src/schedules/schedule-record.schema.js';
import { eventually } from '../support/eventually.js';
import { modelOf } from '../support/models.js';

const DAY_MS = 86_400_000;
/** A lease that no stall outlasts; tests end one themselves. */
const QUICK: Timing = { lookEveryMs: 20, leaseMs: 120_000, retryAfterMs: 200 };

/** An instance's scheduler, on the shared database. */
class Instance extends Scheduler {
  protected override readonly timing: Timing = QUICK;
  readonly runs: JobContext[] = [];

  constructor(
    collections: Collections,
    schedules: readonly Schedule[],
    work: (context: JobContext) => Promise<JobResult>,
    store = new ScheduleStore(modelOf(collections, STORED_SCHEDULE)),
  ) {
    const runs: JobContext[] = [];
    const job: Job = {
      run: (context) => {
        runs.push(context);
        return work(context);
      },
    };
    super(
      store,
      { entries: schedules.map((schedule) => ({ schedule, job })) } as unknown as WorkList,
      collections,
      { untilConnected: () => Promise.resolve() } as unknown as MongoConnector,
      withSettings(new Settings(), { SCHEDULES_ENABLED: true }),
    );
    this.runs = runs;
  }

  /** The state after the process dies: nothing renews the lease, nothing records an end. */
  static dying(collections: Collections, schedules: readonly Schedule[]): { instance: Instance; begun: Promise<void> } {
    class DeadStore extends ScheduleStore {
      override renew(): Promise<void> {
        return Promise.resolve();
      }
      override finish(): Promise<void> {
        return Promise.resolve();
      }
      override release(): Promise<void> {
        return Promise.resolve();
      }
    }
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const instance = new Instance(
      collections,
      schedules,
      async ({ signal }) => {
        begin();
        await new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            reject(signal.reason as Error);
          });
        });
        return { summary: 'never' };
      },
      new DeadStore(modelOf(collections, STORED_SCHEDULE)),
    );
    return { instance, begun };
  }
}

/** An instance that soon notices the loss of its lease. */
class OftenRenewing extends Instance {
  protected override readonly timing: Timing = { ...QUICK, leaseMs: 1_000 };
}

/** Due at an hour that does not begin during the tests. */
const DAILY: Schedule = {
  name: 'performance-check',
  title: 'Daily',
  cron: `0 ${(new Date().getUTCHours() + 12) % 24} * * *`,
  limitMinutes: 1,
};
const WAITING: Schedule = { ...DAILY, name: 'full-backup', waits: 'it would be disturbed' };

let database: TestDatabase;
let client: mongo.MongoClient;
let collections: Collections;
let started: Scheduler[];

beforeAll(async () => {
  Logger.overrideLogger(false);
  database = await openTestDatabase();
  client = await new mongo.MongoClient(database.uri).connect();
  collections = { client, db: client.db(database.name) } as unknown as Collections;
});

afterEach(stopAll);

beforeEach(async () => {
  started = [];
  await Promise.all(
    ['catalog_schedules', 'catalog_migrations'].map((name) => database.db.collection(name).deleteMany({})),
  );
});

afterAll(async () => {
  await client.close();
  await database.close();
});

const records = (): mongo.Collection<ScheduleRecord> => collections.db.collection<ScheduleRecord>('catalog_schedules');

function begin(...instances: Scheduler[]): void {
  started.push(...instances);
  for (const instance of instances) instance.begin();
}

async function stopAll(): Promise<void> {
  await Promise.all(started.map((instance) => instance.onModuleDestroy()));
}

/** As if started that long ago. */
async function seenBefore(name: string, ago: number): Promise<void> {
  await new ScheduleStore(modelOf(collections, STORED_SCHEDULE)).create(name);
  await records().updateOne({ _id: name }, [{ $set: { settledDue: { $subtract: ['$$NOW', ago] } } }]);
}

async function record(name: string): Promise<ScheduleRecord> {
  const found = await records().findOne({ _id: name });
  if (found === null) throw new Error(`${name} has no record`);
  return found;
}

const endLease = (): Promise<unknown> =>
  records().updateOne({ _id: DAILY.name }, { $set: { 'running.leaseUntil': new Date(0) } });

const done = (): Promise<JobResult> => Promise.resolve({ summary: 'done' });

describe('two instances', () => {
  it('do a run once that was missed many times, and say how many', async () => {
    await seenBefore(DAILY.name, 10 * DAY_MS);
    const instances = [1, 2].map(() => new Instance(collections, [DAILY], done));
    begin(...instances);
    await eventually('an end of the run', async () => (await record(DAILY.name)).history.length > 0);
    await sleep(10 * QUICK.lookEveryMs);
    await stopAll();

    const { history, running, settledDue } = await record(DAILY.name);
    expect(instances.flatMap(({ runs }) => runs)).toHaveLength(1);
    expect(running).toBeNull();
    expect(history).toEqual([
      expect.objectContaining({
        trigger: 'due',
        outcome: 'done',
        summary: 'done',
        attempt: 1,
        missed: 9,
        due: settledDue,
        by: null,
      }),
    ]);
    expect(Date.now() - settledDue.getTime()).toBeLessThan(DAY_MS);
  });

  it('do each due run once, one of them', async () => {
    const instances = [1, 2, 3].map(() => new Instance(collections, [DAILY], done));
    await seenBefore(DAILY.name, 0);
    begin(...instances);
    for (let round = 1; round <= 5; round += 1) {
      await seenBefore(DAILY.name, DAY_MS);
      await eventually('another end of a run', async () => (await record(DAILY.name)).history.length === round);
    }
    await stopAll();

    expect(instances.flatMap(({ runs }) => runs)).toHaveLength(5);
    const { history } = await record(DAILY.name);
    expect(history).toHaveLength(5);
    for (const { finishedAt, startedAt, durationMs } of history)
      expect([finishedAt >= startedAt, durationMs]).toEqual([true, expect.any(Number)]);
  });

  it('take a run over whose instance died', async () => {
    await seenBefore(DAILY.name, DAY_MS);
    const { instance: dying, begun } = Instance.dying(collections, [DAILY]);
    begin(dying);
    await begun;
    await endLease();
    const other = new Instance(collections, [DAILY], done);
    begin(other);
    await eventually('the end of both runs', async () => (await record(DAILY.name)).history.length === 2);
    await stopAll();

    const {
      history: [last, first],
    } = await record(DAILY.name);
    expect(first).toMatchObject({
      outcome: 'interrupted',
      attempt: 1,
      owner: dying.owner,
      durationMs: null,
      error: { code: 'INSTANCE_LOST' },
    });
    expect(last).toMatchObject({ outcome: 'done', attempt: 2, owner: other.owner, due: first?.due });
  });

  it('give up on a run that no instance survives, until its next time', async () => {
    await seenBefore(DAILY.name, DAY_MS);
    for (let death = 1; death <= 3; death += 1) {
      const { instance, begun } = Instance.dying(collections, [DAILY]);
      begin(instance);
      await begun;
      await endLease();
      await instance.onModuleDestroy();
    }
    const survivor = new Instance(collections, [DAILY], done);
    begin(survivor);
    await eventually('a run that is over', async () => (await record(DAILY.name)).running === null);
    await stopAll();

    expect(survivor.runs).toHaveLength(0);
    expect((await record(DAILY.name)).history.map(({ outcome, attempt }) => [outcome, attempt])).toEqual([
      ['interrupted', 3],
      ['interrupted', 2],
      ['interrupted', 1],
    ]);
  });

  it('leave a run to each other when one is stopped', async () => {
    await seenBefore(DAILY.name, DAY_MS);
    let begun = false;
    const stopping = new Instance(collections, [DAILY], async ({ signal }) => {
      begun = true;
      await new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          reject(signal.reason as Error);
        });
      });
      return { summary: 'never' };
    });
    begin(stopping);
    await eventually('a run', () => Promise.resolve(begun));
    await stopping.onModuleDestroy();
    const other = new Instance(collections, [DAILY], done);
    begin(other);
    await eventually('a run that is over', async () => (await record(DAILY.name)).running === null);
    await stopAll();

    expect((await record(DAILY.name)).history).toEqual([
      expect.objectContaining({ outcome: 'done', attempt: 1, owner: other.owner }),
    ]);
  });
});

describe('an instance', () => {
  it('that froze notes nothing when it wakes', async () => {
    await seenBefore(DAILY.name, DAY_MS);
    let wake: () => void = () => undefined;
    const frozen = new Instance(collections, [DAILY], async () => {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      return { summary: 'late' };
    });
    begin(frozen);
    await eventually('a run', () => Promise.resolve(frozen.runs.length === 1));
    // What the end of its lease and another instance would have done in the meantime.
    await records().updateOne({ _id: DAILY.name }, { $inc: { epoch: 1 }, $set: { running: null } });
    wake();
    await stopAll();

    expect((await record(DAILY.name)).history).toEqual([]);
  });

  it('stops a job whose lease is lost', async () => {
    await seenBefore(DAILY.name, DAY_MS);
    const instance = new OftenRenewing(
      collections,
      [DAILY],
      ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            reject(signal.reason as Error);
          });
        }),
    );
    begin(instance);
    await eventually('a run', () => Promise.resolve(instance.runs.length === 1));
    await records().updateOne({ _id: DAILY.name }, { $inc: { epoch: 1 } });
    await eventually('an aborted job', () => Promise.resolve(instance.runs[0]?.signal.aborted === true));
    await stopAll();
    expect(instance.runs[0]?.signal.reason).toMatchObject({ code: 'SCHEDULE_LEASE_LOST' });
  });

  it('tries again what failed, three times, and does the rest meanwhile', async () => {
    await seenBefore(DAILY.name, DAY_MS);
    await seenBefore(WAITING.name, DAY_MS);
    const instance = new Instance(collections, [DAILY, WAITING], () =>
      Promise.reject(new TypeError('mongodb://user:s3cret@db is away')),
    );
    begin(instance);
    await eventually(
      'three ends of each run',
      async () => (await record(WAITING.name)).history.length === 3 && (await record(DAILY.name)).history.length === 3,
    );
    await stopAll();

    const { history, running } = await record(DAILY.name);
    expect(running).toBeNull();
    expect(history.map(({ outcome, attempt }) => [outcome, attempt])).toEqual([
      ['failed', 3],
      ['failed', 2],
      ['failed', 1],
    ]);
    expect(history[0]?.error).toEqual({ code: 'UNEXPECTED', message: 'mongodb://[redacted]@db is away' });
  });

  it('keeps what needs attention apart from what failed', async () => {
    await seenBefore(DAILY.name, DAY_MS);
    begin(
      new Instance(collections, [DAILY], () =>
        Promise.resolve({ summary: 'one is slow', attention: ['it is slow'], detail: { p95: 400 } }),
      ),
    );
    await eventually('the end of the run', async () => (await record(DAILY.name)).history.length === 1);
    await stopAll();

    expect((await record(DAILY.name)).history).toEqual([
      expect.objectContaining({ outcome: 'attention', attention: ['it is slow'], error: null, detail: { p95: 400 } }),
    ]);
  });

  it('waits with what would disturb a migration until that is no longer at work', async () => {
    const runs = new RunStore(modelOf(collections, MIGRATION_RUN));
    const run = await runs.start(
      'blue-green',
      { manualSwitch: false, maxDocumentsPerSecond: null, acceptBlockers: false },
      { owner: 'x', startedBy: 'x' },
    );
    await seenBefore(WAITING.name, 3 * DAY_MS);
    await seenBefore(DAILY.name, DAY_MS);
    const instance = new Instance(collections, [WAITING, DAILY], done);
    begin(instance);
    await eventually('the end of the run', async () => (await record(DAILY.name)).history.length === 1);
    expect((await record(WAITING.name)).history).toEqual([]);
    expect(await instance.get(WAITING.name)).toMatchObject({ waitingFor: `migration ${run._id}`, running: null });
    await expect(instance.start(WAITING.name, 'ann')).rejects.toMatchObject({ code: 'SCHEDULE_WAITS' });

    await runs.update(run, { state: 'completed' });
    await eventually('the end of the run', async () => (await record(WAITING.name)).history.length === 1);
    await stopAll();
    expect((await record(WAITING.name)).history[0]).toMatchObject({ missed: 2 });
  });

  it('does not miss what was due before it was first seen', async () => {
    const instance = new Instance(collections, [DAILY], done);
    begin(instance);
    await eventually('a record', async () => (await records().countDocuments()) === 1);
    await sleep(5 * QUICK.lookEveryMs);
    await stopAll();
    expect(instance.runs).toHaveLength(0);
    expect((await instance.get(DAILY.name)).nextRun.getTime()).toBeGreaterThan(Date.now());
  });

  it('begins anew with times that a wrong clock settled far ahead', async () => {
    await seenBefore(DAILY.name, -400 * DAY_MS);
    const instance = new Instance(collections, [DAILY], done);
    begin(instance);
    await eventually(
      'a time that is settled anew',
      async () => (await record(DAILY.name)).settledDue.getTime() < Date.now() + DAY_MS,
    );
    await stopAll();
    expect(instance.runs).toHaveLength(0);
  });

  it('keeps the last fifty runs', async () => {
    const instance = new Instance(collections, [DAILY], done);
    for (let run = 0; run < 52; run += 1) await (await instance.start(DAILY.name, 'ann')).ended;
    await stopAll();
    expect((await record(DAILY.name)).history).toHaveLength(50);
  });
});

describe('a run that is asked for', () => {
  it('is done at once, beside its times, under the name of who asked', async () => {
    await seenBefore(DAILY.name, 0);
    const { settledDue } = await record(DAILY.name);
    const instance = new Instance(collections, [DAILY], done);
    const { ended } = await instance.start(DAILY.name, '$ann');
    expect(await ended).toMatchObject({ outcome: 'done' });

    expect(instance.runs[0]?.by).toBe('$ann');
    expect(await record(DAILY.name)).toMatchObject({
      settledDue,
      running: null,
      history: [{ trigger: 'asked', by: '$ann', due: null }],
    });
  });

  it('is refused while it is under way elsewhere, and of a name that there is not', async () => {
    let finish: () => void = () => undefined;
    const instance = new Instance(collections, [DAILY], async () => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return { summary: 'done' };
    });
    const { ended } = await instance.start(DAILY.name, 'ann');
    await expect(new Instance(collections, [DAILY], done).start(DAILY.name, 'bob')).rejects.toMatchObject({
      code: 'SCHEDULE_RUNNING',
    });
    await expect(instance.start('weekly', 'ann')).rejects.toThrow(
      'There is no schedule weekly; there are performance-check',
    );
    expect(await instance.get(DAILY.name)).toMatchObject({ running: { by: 'ann', owner: instance.owner } });
    finish();
    expect(await ended).toMatchObject({ outcome: 'done' });
  });

  it('takes the place of one that nobody does any more', async () => {
    const { instance: dying, begun } = Instance.dying(collections, [DAILY]);
    void dying.start(DAILY.name, 'ann');
    await begun;
    await endLease();
    const { ended } = await new Instance(collections, [DAILY], done).start(DAILY.name, 'bob');
    await ended;
    await dying.onModuleDestroy();
    expect((await record(DAILY.name)).history.map(({ outcome, by }) => [outcome, by])).toEqual([
      ['done', 'bob'],
      ['interrupted', 'ann'],
    ]);
  });

  it('ends for good where whoever asked stops it', async () => {
    const cancel = new AbortController();
    const instance = new Instance(
      collections,
      [DAILY],
      ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            reject(signal.reason as Error);
          });
        }),
    );
    const { ended } = await instance.start(DAILY.name, 'ann', cancel.signal);
    cancel.abort();
    expect(await ended).toMatchObject({ outcome: 'stopped' });
    expect((await record(DAILY.name)).running).toBeNull();
  });
});
