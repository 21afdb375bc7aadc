import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { MongoClient } from 'mongodb';

import { ALERT_RULES } from '../../src/alerts/alert-rules.js';
import type { Settings } from '../../src/config/settings.js';
import { loadDemoData } from '../../packages/demo-products/load-demo-data.js';
import { opsFiles } from '../../tools/ops/ops-files.js';
import { type OwnMongod, startOwnMongod } from '../support/own-mongod.js';
import { startWatchedApp, type WatchedApp } from '../support/watched-app.js';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.js';

const DATABASE = 'test-alerts';
const SECRET = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
const SLOW_MS = 350;
const CANARY = 'canary-5d1f-of-a-customer';
/** The original rules without the waiting times; and without warnings, which a busy machine may trigger. */
const RULES = ALERT_RULES.filter(({ name }) => name === 'latency').map((rule) => ({
  ...rule,
  everySeconds: 0.1,
  clearSeconds: 0.5,
  levels: { CRITICAL: rule.levels.CRITICAL! },
}));

let mongod: OwnMongod;
let receiver: WebhookReceiver;
let folder: string;
let settings: Partial<Settings>;
let app: WatchedApp;

beforeAll(async () => {
  mongod = await startOwnMongod({ extraArguments: ['--setParameter', 'enableTestCommands=1'] });
  receiver = await startWebhookReceiver(SECRET);
  folder = await mkdtemp(join(tmpdir(), 'catalog-alerts-'));
  const client = await MongoClient.connect(mongod.uri);
  await loadDemoData(client.db(DATABASE).collection('products'));
  await client.close();
  settings = {
    MONGODB_URI: mongod.uri,
    MONGODB_DATABASE: DATABASE,
    REPORT_DIR: join(folder, 'reports'),
    BACKUP_DIR: join(folder, 'backups'),
    LAZY_UPGRADE: 'read-only',
    ALERT_WEBHOOK_URL: receiver.url,
    ALERT_WEBHOOK_SECRET: SECRET,
  };
  app = await startWatchedApp(settings, RULES);
});

afterAll(async () => {
  await app?.close();
  await receiver?.close();
  await mongod?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Makes the server delay each read of products, or reject it. */
function failReads(data: Record<string, unknown> | null): Promise<unknown> {
  const point = { configureFailPoint: 'failCommand' };
  return mongod.command(
    data === null
      ? { ...point, mode: 'off' }
      : { ...point, mode: 'alwaysOn', data: { failCommands: ['find'], namespace: `${DATABASE}.products`, ...data } },
  );
}

/** Product pages: listings come from memory, so a slow database never slows them down. */
async function ask(pages: number): Promise<number[]> {
  const answers = await Promise.all(Array.from({ length: pages }, () => app.call('/api/products/prod_1739264820_007')));
  return answers.map(({ status }) => status);
}

async function until<T>(look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  const end = performance.now() + 120_000;
  while (performance.now() < end) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
  throw new Error(`What was waited for did not come about; the receiver has ${JSON.stringify(receiver.messages)}`);
}

interface ShownAlert {
  readonly key: string;
  readonly state: string;
  readonly severity: string;
  readonly fired: number;
  readonly unsent: number;
  readonly sendProblem: string | null;
  readonly history: readonly { readonly state: string }[];
}

async function latencyAlert(): Promise<ShownAlert | undefined> {
  const { body } = await app.admin('alerts?limit=200');
  return (body.data as ShownAlert[]).find(({ key }) => key === 'latency:product-by-id');
}

describe('queries that are slowed down on purpose', () => {
  it('raise a critical alert, once, that waits for its receiver', async () => {
    receiver.answer = 500;
    await failReads({ blockConnection: true, blockTimeMS: SLOW_MS });
    expect(new Set(await ask(20))).toEqual(new Set([200]));

    const alert = await until(async () => {
      const seen = await latencyAlert();
      return seen?.state === 'firing' && seen.sendProblem !== null ? seen : undefined;
    });
    expect(alert).toMatchObject({ severity: 'CRITICAL', fired: 1, unsent: 1, sendProblem: 'It answered 500' });
    await app.call(`/api/products/${CANARY}`);
    await ask(5);
    await failReads(null);

    const { body } = await app.admin('alerts?state=firing&severity=CRITICAL');
    expect(body.data).toHaveLength(1);
    expect(await latencyAlert()).toMatchObject({ fired: 1, unsent: 1 });
  });

  it('are listed by their shape, with plan and without values', async () => {
    const queries = await until(async () => {
      const { body } = await app.admin('slow-queries');
      const all = body.data as {
        collection: string;
        command: string;
        maxMs: number;
        plan: string | null;
        shape: unknown;
      }[];
      return all.some(({ plan }) => plan !== null) && JSON.stringify(all).includes('slug') ? all : undefined;
    });

    // On a busy machine, other commands may be slow by themselves.
    const slowed = queries.filter(({ collection, command }) => collection === 'products' && command === 'find');
    expect(Math.max(...slowed.map(({ maxMs }) => maxMs))).toBeGreaterThanOrEqual(SLOW_MS);
    expect(queries.map(({ plan }) => plan).join(' ')).toMatch(/SCAN|IDHACK/);
    expect(JSON.stringify(queries)).not.toContain(CANARY);
  });

  it('show in the summary and in the metrics', async () => {
    const { body } = await app.admin('monitoring');
    const { queryClasses, replication, pool, alerts } = body.data as {
      queryClasses: { name: string; verdict: string; thisInstance: { requests: number; p95: number } }[];
      replication: unknown;
      pool: unknown;
      alerts: unknown;
    };

    expect(queryClasses.find(({ name }) => name === 'product-by-id')).toMatchObject({
      verdict: 'over',
      thisInstance: { requests: 25 },
    });
    expect(queryClasses.find(({ name }) => name === 'product-by-id')!.thisInstance.p95).toBeGreaterThanOrEqual(SLOW_MS);
    expect(replication).toEqual({
      members: [{ name: mongod.host, state: 'PRIMARY', healthy: true, lagSeconds: null }],
      problem: null,
    });
    expect(pool).toMatchObject({ max: 10, waiting: 0 });
    expect(alerts).toEqual({ firing: { CRITICAL: 1, WARNING: 0, INFO: 0 }, notJudged: [] });
    const metrics = (await app.call('/metrics')).text;
    expect(metrics).toMatch(/catalog_query_duration_seconds_count\{class="product-by-id"\} 25/);
    expect(metrics).toMatch(/catalog_slow_queries_total\{collection="products",command="find"\} \d+/);
    expect(metrics).toContain('catalog_alerts_firing{rule="latency",severity="CRITICAL"} 1');
  });

  it('are sent to the receiver after a restart, and again when resolved, both with a valid signature', async () => {
    await app.close();
    receiver.answer = 204;
    app = await startWatchedApp(settings, RULES);
    const firing = await until(() =>
      receiver.messages.find(({ id }) => receiver.messages.filter((other) => other.id === id).length > 1),
    );
    expect(new Set(receiver.messages.map(({ id }) => id)).size).toBe(1); // regardless of the number of attempts
    expect(firing).toMatchObject({
      valid: true,
      type: 'alert.firing',
      authorization: `Basic ${Buffer.from('user:pa$$word').toString('base64')}`,
      data: {
        alert: 'latency:product-by-id',
        rule: 'latency',
        subject: 'product-by-id',
        severity: 'CRITICAL',
        limit: 300,
        unit: 'ms',
        database: DATABASE,
      },
    });

    // Waits until the slow minutes have passed. Outweighing them with fast requests would depend on the machine's
    // speed.
    const client = await MongoClient.connect(mongod.uri);
    await client.db(DATABASE).collection('catalog_query_minutes').deleteMany({});
    await client.close();
    const resolved = await until(() => receiver.messages.find(({ type }) => type === 'alert.resolved'));
    expect(receiver.messages.every(({ valid }) => valid)).toBe(true);
    expect(resolved.data).toMatchObject({ alert: 'latency:product-by-id', severity: 'CRITICAL' });
    expect(new Set(receiver.messages.map(({ id }) => id)).size).toBe(2);
    const alert = await until(async () => {
      const seen = await latencyAlert();
      return seen?.unsent === 0 ? seen : undefined;
    });
    expect(alert).toMatchObject({ state: 'resolved', fired: 1, sendProblem: null });
    expect(alert.history.map(({ state }) => state)).toEqual(['firing', 'resolved']);
  });
});

describe('failures of the service', () => {
  it('are counted by REST and by GraphQL, where their status is 200', async () => {
    const failuresOf = async (): Promise<number> => {
      const lines = (await app.call('/metrics')).text.matchAll(
        /^catalog_query_failures_total\{class="[\w-]+"\} (\d+)$/gm,
      );
      return [...lines].reduce((sum, [, count]) => sum + Number(count), 0);
    };
    const before = await failuresOf();
    await failReads({ errorCode: 50 });

    const rest = await app.call('/api/products/prod_1');
    const graphql = await app.call('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ product(id: "prod_1") { name } }' }),
    });
    const notFound = await app.call('/api/products?priceMin=wrong');
    await failReads(null);

    expect([rest.status >= 500, graphql.status, notFound.status]).toEqual([true, 200, 400]);
    expect((await failuresOf()) - before).toBe(2);
  });
});

describe('the admin API', () => {
  it('pages through alerts and slow queries', async () => {
    const first = await app.admin('slow-queries?limit=1');
    const second = await app.admin(`slow-queries?limit=1&cursor=${first.body.pagination.nextCursor}`);

    expect([first.status, second.status]).toEqual([200, 200]);
    expect(first.body.data).not.toEqual(second.body.data);
    expect((await app.admin('alerts?state=pending')).body.data).toEqual([]);
  });

  it.each([
    'alerts?state=burning',
    'alerts?cursor=x',
    'alerts?limit=0',
    'slow-queries?cursor=WzEsMl0',
    'slow-queries?page=2',
    'monitoring?x=1',
  ])('refuses %s', async (path) => {
    expect((await app.admin(path)).status).toBe(400);
  });

  it.each(['monitoring', 'alerts', 'slow-queries'])('keeps %s from those without a key', async (path) => {
    expect((await app.call(`/api/admin/${path}`)).status).toBe(401);
  });

  it('has the guide as a report', async () => {
    const { status, body } = await app.admin('reports/performance-monitoring-guide.json');

    expect(status).toBe(200);
    expect(body.data).toMatchObject({
      targets: { classes: expect.arrayContaining([{ name: 'text-search', title: expect.any(String), limitMs: 150 }]) },
      slowQueries: { overMs: 300 },
    });
    expect((body.data as { alerts: unknown[] }).alerts).toContainEqual(
      expect.objectContaining({
        name: 'latency',
        levels: [{ severity: 'CRITICAL', when: 'over 300 ms', forSeconds: 0 }],
      }),
    );
  });

  it('has every metric that the files in ops/ ask for', async () => {
    const served = new Set([...(await app.call('/metrics')).text.matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name));
    const asked = opsFiles().flatMap(({ text }) =>
      [...text.matchAll(/\b(?:catalog|mongodb|http)_[a-z0-9_]+/g)].map(([name]) =>
        name.replace(/_(bucket|count|sum)$/, ''),
      ),
    );

    expect([...new Set(asked)].filter((name) => !served.has(name))).toEqual([]);
  });
});
