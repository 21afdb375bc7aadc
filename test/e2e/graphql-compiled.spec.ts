import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';

import { demoProducts } from '../../packages/demo-products/demo-products.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let service: TestApp;

beforeAll(async () => {
  service = await startTestApp({
    settings: { LAZY_UPGRADE: 'read-only' },
    prepare: async ({ db }) => {
      await db.collection('products').insertMany(demoProducts());
    },
  });
});
afterAll(() => service.close());

type Variables = Readonly<Record<string, unknown>>;

/** GET always uses the general execution. */
async function inGeneral(query: string, variables: Variables): Promise<string> {
  const parameters = new URLSearchParams({ query, variables: JSON.stringify(variables) });
  const headers = { accept: 'application/json', 'apollo-require-preflight': '1' };
  return (await request(service.server).get(`/graphql?${parameters}`).set(headers)).text;
}

async function byPost(query: string, variables: Variables): Promise<string> {
  const agent = request(service.server).post('/graphql').set('accept', 'application/json');
  return (await agent.send({ query, variables })).text;
}

const PRODUCT = `_id name description category subcategory slug pricing { basePrice currency }
  materialSpecs { metal { type purity } stone { type carat sustainability { labGrown } } } creator { handle }`;
const DOCUMENTS = {
  'a page': `query Page($min: Float!, $first: Int) {
    products(filter: { price: { min: $min } }, sort: PRICE, first: $first) {
      nodes { ${PRODUCT} } totalCount pageInfo { hasNextPage endCursor }
    } }`,
  'names of types, aliases and edges': `query ($min: Float!, $first: Int) {
    page: products(filter: { price: { min: $min } }, first: $first) {
      __typename edges { cursor node { id: _id __typename price: pricing { __typename amount: basePrice } } }
    } }`,
  'fragments and fields that are asked for twice': `query ($min: Float!, $first: Int) {
    products(filter: { price: { min: $min } }, first: $first) { ...Page nodes { name } }
    }
    fragment Page on ProductConnection { nodes { ...Card ... on Product { pricing { currency } } } correctedQuery }
    fragment Card on Product { _id pricing { basePrice } }`,
  'directives and facets': `query ($min: Float!, $first: Int, $all: Boolean = false) {
    products(filter: { price: { min: $min } }, first: $first) {
      nodes { _id name @include(if: $all) } facets(keys: ["metal"]) { key values { value count } }
    } }`,
  'the order by popularity': `query ($min: Float!, $first: Int) {
    products(filter: { price: { min: $min } }, sort: POPULAR, first: $first) { nodes { _id } }
    }`,
};

describe('an answer to a document that was asked before', () => {
  it.each(Object.entries(DOCUMENTS))('is the same as in general: %s', async (_, query) => {
    await byPost(query, { min: 1, first: 2 });
    for (const min of [0, 150.5, 900, 150.5, 150.5, 1_000_000]) {
      const variables = { min, first: 7 };
      expect(await byPost(query, variables)).toBe(await inGeneral(query, variables));
    }
  });

  it.each([
    [{ min: 'much', first: 3 }],
    [{ first: 3 }],
    [{ min: -1, first: 3 }],
    [{ min: 1, first: 0 }],
    [{ min: 1, first: 99_999 }],
  ])('is the same refusal for %j', async (variables) => {
    const query = DOCUMENTS['a page'];
    await byPost(query, { min: 1, first: 2 });
    const answer = await byPost(query, variables);
    expect(JSON.parse(answer)).toHaveProperty('errors');
    expect(answer).toBe(await inGeneral(query, variables));
  });
});
