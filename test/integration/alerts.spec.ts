import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';

import type { AlertPace } from '../../src/alerts/alert-pace.js';
import type { AlertRule, Measured } from '../../src/alerts/alert-rule.js';
import type { AlertSources } from '../../src/alerts/alert-sources.js';
import { AlertStore } from '../../src/alerts/alert-store.js';
import type { StoredAlert } from '../../src/alerts/stored-alert.schema.js';
import { AlertWatch } from '../../src/alerts/alert-watch.js';
import type { Notification } from '../../src/alerts/notification.js';
import { Settings } from '../../src/config/settings.js';
import { MetricsRegistry } from '../../src/metrics/metrics-registry.js';
import type { MonitoringPace } from '../../src/monitoring/monitoring-pace.js';
import { QueryHistory } from '../../src/monitoring/query-history.js';
import { QueryMeter } from '../../src/monitoring/query-meter.js';
import { SlowQueryExplainer } from '../../src/monitoring/slow-query-explainer.js';
import { SlowQueryStore } from '../../src/monitoring/slow-query-store.js';
import type { Collections } from '../../src/database/collections.js';
import type { MongoConnector } from '../../src/database/mongo-connector.js';
import { ServerLease } from '../../src/leases/server-lease.js';
import { eventually } from '../support/eventually.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';
import { STORED_ALERT } from '../../src/alerts/stored-alert.schema.js';
import { STORED_SLOW_QUERY } from '../../src/monitoring/slow-query.schema.js';
import { modelOf } from '../support/models.js';

let database: TestDatabase;
let collections: Collections;

const connector = { hasPrimary: true, untilConnected: () => Promise.resolve() } as unknown as MongoConnector;
const soon = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

beforeAll(async () => {
  Logger.overrideLogger(false);
  database = await openTestDatabase();
  collections = { db: database.db, client: database.client } as unknown as Collections;
});

beforeEach(async () => {
  await database.db.dropDatabase();
});

afterAll(async () => {
  await database?.close();
});

describe('ServerLease', () => {
  it('is one holder’s until it ends or is let go', async () => {
    const [a, b, c] = ['a', 'b', 'c'].map((holder) => new ServerLease(collections, 'work', holder, 60_000));

    expect((await Promise.all([a!.hold(), b!.hold(), c!.hold()])).filter(Boolean)).toHaveLength(1);
    await Promise.all([a!.letGo(), b!.letGo(), c!.letGo()]);
    expect(await b!.hold()).toBe(true);
    expect([await a!.hold(), await b!.hold()]).toEqual([false, true]);
  });

  it('is anybody’s when it has ended by the server’s clock', async () => {
    await new ServerLease(collections, 'work', 'a', 1).hold();
    await soon(20);

    expect(await new ServerLease(collections, 'work', 'b', 60_000).hold()).toBe(true);
    expect(await new ServerLease(collections, 'work', 'a', 60_000).hold()).toBe(false);
  });
});

describe('AlertStore', () => {
  const AT = new Date();
  const alert = (subject: string): StoredAlert => ({
    _id: `disk:${subject}`,
    rule: 'disk',
    subject,
    instance: null,
    state: 'firing',
    severity: 'WARNING',
    title: 't',
    message: 'm',
    value: 1,
    limit: 2,
    foundSince: {},
    severeAt: AT,
    firingAt: AT,
    clearSince: null,
    resolvedAt: null,
    evaluatedAt: AT,
    changedAt: AT,
    fired: 1,
    history: [],
    revision: 1,
    outbox: [],
    sendProblem: null,
  });
  const told = (id: string): Notification => ({
    id,
    at: AT,
    attempts: 0,
    sentAt: null,
    nextAt: AT,
    body: {} as Notification['body'],
  });

  it('takes one of two changes that were made at once, with what it tells', async () => {
    const store = new AlertStore(modelOf(collections, STORED_ALERT));
    expect(await store.write(alert('a'), undefined, told('msg_1'))).toBe(true);
    expect(await store.write(alert('a'), undefined, told('msg_2'))).toBe(false);
    const [before] = await store.ofRules(['disk'], '');
    const changes = await Promise.all(
      [3, 4].map((value) => store.write({ ...before!, value }, before, told(`msg_${value}`))),
    );

    expect(changes.filter(Boolean)).toHaveLength(1);
    const [after] = await store.ofRules(['disk'], '');
    expect(after).toMatchObject({
      revision: 2,
      outbox: [{ id: 'msg_1' }, { id: expect.stringMatching(/^msg_[34]$/) }],
    });
  });

  it('hands each notification to one sender, of one alert in order, after growing pauses', async () => {
    const store = new AlertStore(modelOf(collections, STORED_ALERT));
    await store.write(alert('a'), undefined, told('msg_1'));
    await store.write({ ...alert('a'), value: 9 }, alert('a'), told('msg_2'));
    const claims = await Promise.all(Array.from({ length: 5 }, () => store.claim(10_000)));
    expect(claims.flatMap((claim) => (claim === undefined ? [] : [claim.notification.id]))).toEqual(['msg_1']);

    // The next attempt is not due yet, and the second message waits for the first.
    expect(await store.claim(10_000)).toBeUndefined();
    const pauses: number[] = [];
    for (let attempt = 2; attempt <= 12; attempt += 1) {
      await database.db.collection('catalog_alerts').updateOne({}, { $set: { 'outbox.0.nextAt': AT } });
      const { notification } = (await store.claim(10_000))!;
      expect([notification.id, notification.attempts]).toEqual(['msg_1', attempt]);
      pauses.push((notification.nextAt.getTime() - notification.sentAt!.getTime()) / 1000);
    }
    expect(pauses).toEqual([20, 40, 80, 160, 320, 640, 1_280, 2_560, 3_600, 3_600, 3_600]);

    await store.settle('disk:a', 'msg_1', null);
    expect((await store.claim(10_000))?.notification).toMatchObject({ id: 'msg_2', attempts: 1 });
  });

  it('keeps the latest twenty while a receiver is down, and lists pages that fit together', async () => {
    const store = new AlertStore(modelOf(collections, STORED_ALERT));
    for (const subject of ['a', 'b', 'c', 'd', 'e']) await store.write(alert(subject), undefined, null);
    for (let change = 1; change <= 25; change += 1)
      await store.write(alert('a'), { ...alert('a'), revision: change }, told(`msg_${change}`));
    expect(
      (await store.ofRules(['disk'], '')).find(({ subject }) => subject === 'a')?.outbox.map(({ id }) => id),
    ).toEqual(Array.from({ length: 20 }, (_, n) => `msg_${n + 6}`));

    const listed: string[] = [];
    let after: string | undefined;
    do {
      const { alerts, next } = await store.list({ state: 'firing' }, { limit: 2, after });
      listed.push(...alerts.map(({ subject }) => subject));
      after = next ?? undefined;
    } while (after !== undefined);
    expect(listed).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});

describe('AlertWatch', () => {
  const RULE: AlertRule = {
    name: 'disk',
    title: 'The disk is full',
    about: 'database',
    everySeconds: 0.02,
    bad: 'over',
    unit: '%',
    levels: { CRITICAL: { threshold: 90, forSeconds: 0 } },
    clearSeconds: 0.05,
    todo: 'Make room',
    measure: ({ instance: of }) => measure(of),
  };
  let measure: (of: string) => Promise<readonly Measured[]>;
  const full = (value: number) => (subject: string) =>
    Promise.resolve([{ subject, value, message: `${value} % are used` }]);
  const instance = (name: string): AlertWatch => {
    const sources = {
      instance: name,
      collections,
      settings: Object.assign(new Settings(), { ALERT_WEBHOOK_URL: 'http://127.0.0.1:1' }),
    } as unknown as AlertSources;
    return new AlertWatch(
      [
        { ...RULE, measure: () => measure('database') },
        { ...RULE, name: 'backup-disk', about: 'instance' },
      ],
      sources,
      new AlertStore(modelOf(collections, STORED_ALERT)),
      connector,
      { judgeEveryMs: 10 } as AlertPace,
    );
  };
  const stored = (): Promise<StoredAlert[]> =>
    database.db.collection<StoredAlert>('catalog_alerts').find().sort({ _id: 1 }).toArray();

  it('raises one alert of the database, however many instances look, and one of each instance', async () => {
    measure = full(95);
    const watches = ['a', 'b', 'c'].map(instance);
    for (const watch of watches) watch.onApplicationBootstrap();
    await eventually('four alerts', async () => (await stored()).length === 4);
    await soon(200);

    const alerts = await stored();
    expect(
      alerts.filter(({ rule }) => rule === 'disk').map(({ fired, outbox, instance: of }) => [fired, outbox.length, of]),
    ).toEqual([[1, 1, null]]);
    expect(
      alerts
        .filter(({ rule }) => rule === 'backup-disk')
        .map(({ fired, subject, instance: of }) => [fired, subject, of]),
    ).toEqual(['a', 'b', 'c'].map((of) => [1, of, of]));

    // An alert that cannot be evaluated stays; one that is over is over, whoever holds the lease by now.
    measure = () => Promise.reject(new Error('not allowed'));
    await eventually('a problem', () => Promise.resolve(watches.some(({ problems }) => problems.length > 0)));
    expect((await stored()).every(({ state }) => state === 'firing')).toBe(true);
    measure = full(10);
    for (const watch of watches.slice(0, 2)) await watch.onModuleDestroy();
    await eventually(
      'the end of the alert',
      async () => (await stored()).find(({ rule }) => rule === 'disk')?.state === 'resolved',
    );
    await watches[2]!.onModuleDestroy();
    expect((await stored()).find(({ rule }) => rule === 'disk')?.outbox.map(({ body }) => body.type)).toEqual([
      'alert.firing',
      'alert.resolved',
    ]);
  });
});

describe('what instances count', () => {
  it('comes together', async () => {
    const meters = [1, 2].map(() => new QueryMeter(new MetricsRegistry()));
    for (const meter of meters) for (const time of [10, 20, 400]) meter.observe('text-search', time, time === 400);
    const histories = meters.map(
      (meter) => new QueryHistory(collections, connector, meter, { writeEveryMs: 1e6 } as MonitoringPace),
    );
    await Promise.all(histories.map((history) => history.write()));
    for (const history of histories) await history.write(); // nothing new

    const [usage] = await histories[0]!.read(300);
    expect(usage).toMatchObject({
      queryClass: 'text-search',
      requests: 6,
      failures: 2,
      maxMs: 400,
      meanMs: expect.closeTo(143.3, 1),
    });
    expect(usage?.buckets.reduce((sum, count) => sum + count, 0)).toBe(6);
  });

  it('is not lost where it cannot be written', async () => {
    const meter = new QueryMeter(new MetricsRegistry());
    meter.observe('text-search', 10, false);
    const broken = {
      db: {
        command: () => Promise.reject(new Error('away')),
        collection: () => ({ createIndex: () => Promise.resolve() }),
      },
    } as unknown as Collections;
    await expect(
      new QueryHistory(broken, connector, meter, { writeEveryMs: 1e6 } as MonitoringPace).write(),
    ).rejects.toThrow('away');
    const history = new QueryHistory(collections, connector, meter, { writeEveryMs: 1e6 } as MonitoringPace);
    await history.write();

    expect(await history.read(300)).toMatchObject([{ requests: 1 }]);
  });
});

describe('SlowQueryStore', () => {
  const change = (key: string, ms: number) => ({
    key,
    command: 'find',
    collection: 'products',
    shape: '{}',
    count: 1,
    totalMs: ms,
    maxMs: ms,
    samples: [ms],
    plan: null,
  });

  it('keeps one entry a shape, and the latest five hundred shapes', async () => {
    const store = new SlowQueryStore(modelOf(collections, STORED_SLOW_QUERY));
    await store.add([change('old', 500)]);
    await store.setPlan('old', { plan: 'COLLSCAN', collectionScan: true });
    await store.add([change('old', 300)]);
    expect((await store.list({ limit: 5 })).queries).toMatchObject([
      { _id: 'old', count: 2, totalMs: 800, maxMs: 500, samples: [500, 300], plan: { plan: 'COLLSCAN' } },
    ]);

    await soon(5);
    await store.add(Array.from({ length: 510 }, (_, n) => change(`k${n}`, 400)));
    expect(await database.db.collection('catalog_slow_queries').countDocuments()).toBe(500);
    expect(await database.db.collection('catalog_slow_queries').countDocuments({ _id: 'old' as never })).toBe(0);
  });
});

describe('SlowQueryExplainer', () => {
  it('explains a command as it was sent, once in a while', async () => {
    await database.db
      .collection('products')
      .insertMany(Array.from({ length: 20 }, (_, n) => ({ price: n, schemaVersion: 2 })));
    await database.db.collection('products').createIndex({ price: 1 }, { name: 'by_price' });
    const explainer = new SlowQueryExplainer();
    const find = {
      find: 'products',
      filter: { price: { $gt: 5 } },
      sort: { price: 1 },
      lsid: { id: 'x' },
      $db: 'x',
      readConcern: { level: 'snapshot', atClusterTime: 'x' },
      maxTimeMS: 5,
    };
    explainer.offer('k', 'find', find);
    explainer.offer('k', 'find', find);
    explainer.offer('g', 'getMore', { getMore: 5 });
    explainer.offer('bad', 'find', { find: 'products', filter: { $nonsense: 1 } });

    expect(await explainer.next(database.db)).toEqual({
      key: 'k',
      summary: { plan: 'FETCH, IXSCAN by_price', collectionScan: false },
    });
    expect(await explainer.next(database.db)).toBeUndefined(); // the server rejects it
    expect(await explainer.next(database.db)).toBeUndefined();
  });
});
