import { readFile } from 'node:fs/promises';

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildSchema } from 'graphql';
import request from 'supertest';

import { demoProducts } from '../../packages/demo-products/demo-products.js';
import { arbitraryOperation } from '../support/arbitrary-operation.js';
import { startTestApp, type TestApp, untilReady } from '../support/test-app.js';

let service: TestApp;

beforeAll(async () => {
  service = await startTestApp({
    prepare: async ({ db }) => {
      await db.collection('products').insertMany(demoProducts());
    },
  });
  await untilReady(service);
});
afterAll(() => service.close());

it('operations generated from the schema are answered or refused, and never break the service', async () => {
  const schema = buildSchema(await readFile('docs/schema.graphql', 'utf8'));
  const codes = new Set<string>();
  await fc.assert(
    fc.asyncProperty(arbitraryOperation(schema), async (query) => {
      const { status, body } = await request(service.server).post('/graphql').send({ query });
      const errors = (body as { errors?: { message: string; extensions: { code: string } }[] }).errors ?? [];
      for (const { extensions } of errors) codes.add(extensions.code);
      expect(status).toBeLessThan(500);
      expect(errors.filter(({ extensions }) => extensions.code.startsWith('INTERNAL'))).toEqual([]);
    }),
    { numRuns: 400, seed: 20_261_130 },
  );
  expect([...codes]).toContain('INVALID_INPUT');
});
