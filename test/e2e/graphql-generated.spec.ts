import { afterAll, beforeAll, expect, it } from '@jest/globals';
import request from 'supertest';

import { demoProducts } from '../../packages/demo-products/demo-products.js';
import { Random } from '../../packages/demo-products/random.js';
import { graphqlRequest, schemaOf } from '../support/fuzz/graphql-requests.js';
import { HostileValues } from '../support/fuzz/hostile-values.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let service: TestApp;

beforeAll(async () => {
  service = await startTestApp({
    prepare: async ({ db }) => {
      await db.collection('products').insertMany(demoProducts());
    },
  });
});
afterAll(() => service.close());

const OPERATIONS = 400;
const SEED = 20_261_130;

it('operations generated from the schema are answered or refused, and never break the service', async () => {
  const schema = schemaOf('docs/schema.graphql');
  const codes = new Set<string>();
  for (let number = 0; number < OPERATIONS; number++) {
    const { path, headers, body } = graphqlRequest(new HostileValues(new Random(SEED, number)), schema);
    const answer = await request(service.server).post(path).set(headers).send(body);
    const errors = (answer.body as { errors?: { extensions?: { code?: string } }[] }).errors ?? [];
    for (const { extensions } of errors) codes.add(extensions?.code ?? 'none');
    expect({ number, isServerError: answer.status >= 500 }).toEqual({ number, isServerError: false });
  }
  expect([...codes].filter((code) => code.startsWith('INTERNAL'))).toEqual([]);
  expect([...codes]).toContain('INVALID_INPUT');
});
