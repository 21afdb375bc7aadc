import { afterAll, beforeAll, expect, it } from '@jest/globals';
import request from 'supertest';
import { startTestApp, type TestApp } from '../support/test-app.js';

const LONG = 'word '.repeat(3_000_000);
let rig: TestApp;

beforeAll(async () => {
  rig = await startTestApp({
    prepare: async ({ db }) => {
      await db.collection('products').insertOne({
        _id: 'huge' as never,
        name: 'Dawn Ring',
        category: 'rings',
        pricing: { basePrice: 5, currency: 'USD' },
        metadata: { tags: ['gift', LONG.slice(0, 1_000)] },
        description: LONG,
      });
    },
  });
});
afterAll(() => rig.close());

it.each(['/api/products', '/api/products?q=dawn', '/api/products?ids=huge'])(
  'a product with 15 MB of text takes little room in %s',
  async (path) => {
    const { text, body } = await request(rig.server).get(path).expect(200);
    expect(text.length).toBeLessThan(30_000);
    expect(body.data[0].description).toMatch(/…$/);
    expect(body.data[0].metadata.tags).toEqual(['gift', expect.stringMatching(/^.{199}…$/)]);
  },
);

it('is whole on its own page', async () => {
  const { body } = await request(rig.server).get('/api/products/huge').expect(200);
  expect(body.data.description.length).toBe(LONG.length);
});

it('is named by pre-flight', async () => {
  const { body } = await request(rig.server)
    .post('/api/admin/migrations/validate')
    .set('x-api-key', rig.keys.admin)
    .expect(200);
  const checks = (body.data.checks as { name: string }[]).filter(({ name }) => name === 'long-texts');
  expect(checks).toEqual([expect.objectContaining({ result: 'failed', severity: 'warning' })]);
});
