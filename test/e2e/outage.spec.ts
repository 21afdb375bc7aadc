import { setTimeout as sleep } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { MongoClient } from 'mongodb';
import request from 'supertest';

import { newApiKey } from '../../src/admin/new-api-key.js';
import { createApp } from '../../src/app.setup.js';
import { readSettings } from '../../src/config/read-settings.js';
import type { Settings } from '../../src/config/settings.js';
import { withSettings } from '../../src/config/with-settings.js';
import { demoProducts } from '../../packages/demo-products/demo-products.js';
import { eventually } from '../support/eventually.js';
import { untilReady } from '../support/test-app.js';
import { type OwnMongod, startOwnMongod } from '../support/own-mongod.js';

/** Listings answered from memory. */
const FROM_MEMORY = [
  '/api/products',
  '/api/products?metal=14k-gold&sort=price&facets=true',
  '/api/products?q=diamnd',
  '/api/products/first-light-solitaire/related',
  '/api/catalog/facets',
  '/api/catalog/suggest?q=saph',
  '/api/products?ids=prod_1739264820_007',
];
const GRAPHQL = { query: '{ products(first: 3) { totalCount nodes { name } } }' };

let mongod: OwnMongod;
let app: NestFastifyApplication;
const key = newApiKey('outage', 'admin');

async function start(settings: Partial<Settings> = {}): Promise<void> {
  mongod = await startOwnMongod();
  const client = await MongoClient.connect(mongod.uri);
  await client.db('outage').collection('products').insertMany(demoProducts());
  await client.close();
  app = await createApp({
    settings: withSettings(
      readSettings({
        NODE_ENV: 'test',
        LOG_LEVEL: 'silent',
        RATE_LIMIT_PER_MINUTE: '1000000',
        // Tests share the process, or a busy machine, with the service: it must not shed their requests.
        MAX_EVENT_LOOP_DELAY_MS: '0',
        SCHEDULES_ENABLED: 'false',
        JOURNAL_ENABLED: 'false',
      }),
      {
        MONGODB_URI: mongod.uri,
        MONGODB_DATABASE: 'outage',
        ADMIN_API_KEYS: [key.entry],
        MONGO_CONNECT_TIMEOUT_MS: 500,
        MONGO_HEARTBEAT_MS: 500,
        ...settings,
      },
    ),
  });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  await untilReady(app);
}

afterEach(async () => {
  mongod.freeze(false);
  await app.close();
  await mongod.close();
});

const get = (path: string): request.Test => request(app.getHttpServer()).get(path);
const write = (name: string): request.Test =>
  request(app.getHttpServer())
    .post('/api/admin/products')
    .set('X-API-Key', key.key)
    .send({ name, category: 'rings', pricing: { basePrice: 10 }, materialSpecs: { metal: { type: 'silver' } } });

const isStale = async (): Promise<boolean> => (await get('/api/products?limit=1')).headers['catalog-age'] !== undefined;

describe.each([
  ['killed', { away: () => mongod.kill(), back: () => mongod.restart() }],
  [
    'frozen',
    {
      away: async () => {
        mongod.freeze(true);
      },
      back: async () => {
        mongod.freeze(false);
      },
    },
  ],
] as const)('while the database is %s', (_, { away, back }) => {
  beforeEach(() => start());

  it('listings, facets and search go on and say their age; the rest is 503; then all is fresh again', async () => {
    const before = new Map<string, string>();
    for (const path of FROM_MEMORY) before.set(path, String((await get(path).expect(200)).headers.etag));
    let reading = true;
    const answers = new Set<number>();
    const readers = Promise.all(
      [0, 1, 2].map(async (reader) => {
        for (let step = reader; reading; step++) {
          answers.add((await get(FROM_MEMORY[step % FROM_MEMORY.length] ?? '/api/products')).status);
          await sleep(5);
        }
      }),
    );

    await away();
    await eventually('stale listings', isStale);
    for (const path of FROM_MEMORY) {
      const { body, headers } = await get(path).expect(200);
      expect([headers.etag, Number(headers['catalog-age'])]).toEqual([before.get(path), expect.any(Number)]);
      expect(Date.parse((body as { meta: { asOf: string } }).meta.asOf)).toBeLessThanOrEqual(Date.now());
      await get(path)
        .set('If-None-Match', before.get(path) ?? '')
        .expect(304);
    }
    const { body: graphql } = await request(app.getHttpServer()).post('/graphql').send(GRAPHQL).expect(200);
    expect(graphql).toMatchObject({
      data: { products: { totalCount: 70 } },
      extensions: { catalog: { asOf: expect.any(String), ageSeconds: expect.any(Number) } },
    });
    expect((await get('/health/ready').expect(200)).body).toMatchObject({ status: 'degraded' });
    for (const path of ['/api/products/first-light-solitaire', '/api/products/prod_1739264820_007']) {
      const { body, headers } = await get(path).expect(503);
      expect([(body as { success: boolean }).success, headers['content-type'], headers['retry-after']]).toEqual([
        false,
        'application/problem+json; charset=utf-8',
        expect.any(String),
      ]);
    }
    await write('Nobody hears').expect(503);
    // A write with a token cannot be shown now: nothing older is shown instead.
    await get('/api/products').set('Consistency-Token', '4294967295.1').expect(503);

    await back();
    await eventually('fresh listings', async () => !(await isStale()));
    await write('Back again').expect(201);
    expect((await get('/api/products?q=back again').expect(200)).body).toMatchObject({ pagination: { total: 1 } });
    await get('/api/products/first-light-solitaire').expect(200);
    expect((await get('/health/ready').expect(200)).body).toEqual({ status: 'ok' });
    reading = false;
    await readers;
    expect([...answers]).toEqual([200]);
  }, 600_000);
});

describe('after the limit', () => {
  beforeEach(() => start({ STALE_READS_SECONDS: 3 }));

  it('listings are 503 until the database is back', async () => {
    await mongod.kill();
    await eventually('the end of listings', async () => (await get('/api/products')).status === 503);
    const { body, headers } = await get('/api/products').expect(503);
    expect([body, headers['retry-after']]).toEqual([expect.objectContaining({ code: 'CATALOG_STALE' }), '10']);
    expect((await get('/health/ready').expect(503)).body).toMatchObject({
      status: 'unavailable',
      missing: { catalog: expect.any(String) },
    });
    await mongod.restart();
    await eventually('fresh listings', async () => (await get('/api/products')).status === 200 && !(await isStale()));
  }, 600_000);
});
