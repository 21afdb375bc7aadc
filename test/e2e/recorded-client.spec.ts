import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Document } from 'mongodb';
import request from 'supertest';

import { demoProducts } from '../../packages/demo-products/demo-products.js';
import { generateProducts } from '../../packages/demo-products/generate-products.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const LAB_DIAMOND_RINGS = 'categories=rings&metals=14k-gold,platinum&stones=lab-diamond';

/** The requests of an old storefront during one visit, in order. */
const SESSION: readonly string[] = [
  '/api/products/featured?limit=8',
  '/api/products?newArrival=1&sortBy=newest&limit=4',
  '/api/products/category/rings?limit=20',
  '/api/products/category/rings?limit=20&page=2',
  // Filters, one after the other.
  '/api/products?categories=rings&page=1&limit=20&sortBy=popularity&sortOrder=desc',
  '/api/products?categories=rings&metals=14k-gold&page=1&limit=20&sortBy=popularity&sortOrder=desc',
  `/api/products?${LAB_DIAMOND_RINGS}&page=1&limit=20&sortBy=popularity&sortOrder=desc`,
  `/api/products?${LAB_DIAMOND_RINGS}&minPrice=300&maxPrice=4000&limit=20&sortBy=popularity`,
  '/api/products?categories=rings&minPrice=300&maxPrice=4000&caratMin=0.5&caratMax=2&inStock=true&sortBy=popularity',
  '/api/products?materialTags=minimalist&collections=First%20Light,Halcyon,Spring&sizes=6&limit=20',
  '/api/products?materials=platinum-950&gemstones=diamond&customizable=true&limit=20',
  '/api/products?onSale=true&tags=vintage&creatorTier=gold&limit=20&sortBy=price&sortOrder=asc',
  // Search, sort, pages.
  '/api/products?query=diamond&sortBy=price&sortOrder=asc',
  '/api/products?query=diamnd%20ring&sortBy=name&sortOrder=desc&limit=10',
  '/api/products?sortBy=name&sortOrder=asc&limit=30&page=1',
  '/api/products?sortBy=name&sortOrder=asc&limit=30&page=2',
  '/api/products?sortBy=name&sortOrder=asc&limit=30&page=3',
  // Products.
  '/api/products/first-light-solitaire',
  '/api/products/prod_1724061000_003',
  '/api/products/66d1a2400000000000000101',
  '/api/products/first-light-solitaire/related?limit=4',
];

interface Run {
  readonly state: string;
  readonly error?: unknown;
  readonly phases: unknown;
}

let service: TestApp;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'catalog-recorded-'));
  service = await startTestApp({
    settings: { BACKUP_DIR: join(folder, 'backups') },
    prepare: async ({ db }) => {
      const generated = generateProducts({
        count: 150,
        seed: 21,
        shares: { v0: 0.2, v1: 0.55, v1Later: 0.25 },
        irregular: 0.2,
      });
      await db.collection('products').insertMany([...demoProducts(), ...generated] as Document[]);
    },
  });
});
afterAll(async () => {
  await service.close();
  await rm(folder, { recursive: true, force: true });
});

/** The content of every response; any status other than 200 shows in it. */
async function visit(): Promise<Readonly<Record<string, unknown>>> {
  const answers: Record<string, unknown> = {};
  for (const url of SESSION) {
    const { status, body } = await request(service.server).get(url).set('User-Agent', 'okhttp/4.12.0');
    const { data, pagination } = body as { readonly data: unknown; readonly pagination: unknown };
    answers[url] = status === 200 ? { data, pagination } : { status, body: body as unknown };
  }
  return answers;
}

async function act(path: string, sent: object): Promise<Run & { readonly id: string }> {
  const { body } = await request(service.server)
    .post(`/api/admin/migrations${path}`)
    .set('X-API-Key', service.keys.admin)
    .send(sent)
    .expect((answer) => {
      if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`);
    });
  return (body as { readonly data: Run & { readonly id: string } }).data;
}

async function state(id: string): Promise<Run> {
  const { body } = await request(service.server)
    .get(`/api/admin/migrations/${id}`)
    .set('X-API-Key', service.keys.viewer)
    .expect(200);
  return (body as { readonly data: Run }).data;
}

/**
 * Visits repeatedly until the run is in one of the states; returns the number of visits, and expects the same responses
 * each time.
 */
async function visitUntil(id: string, states: readonly string[], expected: unknown): Promise<number> {
  for (let visits = 1; ; visits++) {
    expect(await visit()).toEqual(expected);
    const run = await state(id);
    if (states.includes(run.state)) return visits;
    if (['failed', 'aborted', 'needs-operator'].includes(run.state)) throw new Error(JSON.stringify(run));
  }
}

it('an old storefront gets the same answers before, during and after a migration, and after its rollback', async () => {
  const before = await visit();
  for (const [url, answer] of Object.entries(before))
    expect([url, answer]).toEqual([url, expect.objectContaining({ data: expect.anything() })]);
  // Every listing returns something, or the test would prove nothing.
  expect(
    Object.entries(before)
      .filter(([, answer]) => (answer as { data: unknown[] }).data.length === 0)
      .map(([url]) => url),
  ).toEqual([]);

  const { id } = await act('', { strategy: 'blue-green', manualSwitch: true });
  const during = await visitUntil(id, ['waiting-for-switch'], before);
  await act(`/${id}/switch`, { confirm: id });
  const after = await visitUntil(id, ['completed'], before);
  expect(await visit()).toEqual(before);
  expect(await service.database.db.collection('products').countDocuments({ schemaVersion: 2 })).toBe(225);
  await act(`/${id}/rollback`, { confirm: id });
  const back = await visitUntil(id, ['rolled-back'], before);
  expect(Math.min(during, after, back)).toBeGreaterThan(0);
  expect(await visit()).toEqual(before);
}, 900_000);
