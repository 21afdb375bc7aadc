import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import request from 'supertest';
import { demoProducts } from '../../packages/demo-products/demo-products.js';
import { PRODUCT_FIELDS } from '../support/listing-requests.js';
import type { TestApp } from '../support/test-app.js';
import { startTestApp } from '../support/test-app.js';

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

interface Answer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: {
    readonly message: string;
    readonly extensions: { readonly code: string; readonly problem?: { readonly status: number } };
  }[];
  readonly extensions?: { readonly cost?: { readonly requested: number; readonly max: number } };
}

async function ask(
  query: string,
  variables: object = {},
  more: object = {},
): Promise<{ status: number; body: Answer; size: number }> {
  const { status, body, text } = await request(service.server)
    .post('/graphql')
    .send({ query, variables, ...more });
  return { status, body: body as Answer, size: text.length };
}

const fragmentTwice = (i: number): string =>
  `fragment F${i} on ProductConnection { a: edges { cursor } ...F${i + 1} ...F${i + 1} }`;
const repeat = (count: number, part: (position: number) => string): string =>
  Array.from({ length: count }, (_, position) => part(position)).join(' ');
const nested = (depth: number): string =>
  `{ __schema { types ${'{ fields { type '.repeat(depth)}{ name }${' } }'.repeat(depth)} } }`;
const ids = (count: number): string[] => Array.from({ length: count }, (_, position) => String(position));
const WITH_FILTER = 'query($f: ProductFilter) { products(filter: $f) { totalCount } }';

interface Hostile {
  readonly title: string;
  readonly query: string;
  readonly variables?: object;
  readonly more?: object;
}

/** Rejected before anything is read. */
const REFUSED: readonly Hostile[] = [
  { title: 'a syntax error', query: '{' },
  { title: 'an unknown field', query: '{ products { nodes { price } } }' },
  { title: '150 unknown fields', query: `{ products { ${repeat(150, (i) => `x${i}`)} } }` },
  { title: 'an unknown enum value', query: '{ products(filter: { metal: { type: { in: [GOLD] } } }) { totalCount } }' },
  { title: 'an unknown operation', query: 'query A { products { totalCount } }', more: { operationName: 'B' } },
  { title: 'an empty operation name', query: '{ products { totalCount } }', more: { operationName: '' } },
  { title: 'a mutation', query: 'mutation { x }' },
  { title: 'a subscription', query: 'subscription { x }' },
  { title: 'variables that are a list', query: '{ products { totalCount } }', more: { variables: [1] } },
  {
    title: 'a fragment cycle',
    query: '{ products { ...A } } fragment A on ProductConnection { ...B } fragment B on ProductConnection { ...A }',
  },
  {
    title: 'a fragment bomb',
    query: `{ products { ...F0 } } ${repeat(14, fragmentTwice)} fragment F14 on ProductConnection { totalCount }`,
  },
  {
    title: 'a wide fragment bomb',
    query:
      '{ products { ...F0 } } ' +
      (`${repeat(6, (i) => `fragment F${i} on ProductConnection { ${`...F${i + 1} `.repeat(60)} }`)} fragment ` +
        'F6 on ProductConnection { totalCount }'),
  },
  { title: 'deep nesting', query: nested(150) },
  { title: 'an introspection within introspections', query: nested(5) },
  {
    title: '15 introspections',
    query: `{ ${repeat(15, (i) => `a${i}: __schema { types { name fields { name args { name } } } }`)} }`,
  },
  {
    title: 'a fragment with the name of the introspection',
    query:
      '{ products { ...__schema } } fragment __schema on ProductConnection { ' +
      `${'... { '.repeat(12)}totalCount${' }'.repeat(12)} }`,
  },
  { title: '120 aliases', query: `{ ${repeat(120, (i) => `a${i}: product(id: "x") { name }`)} }` },
  { title: '20 aliases', query: `{ ${repeat(20, (i) => `a${i}: product(id: "x") { name }`)} }` },
  { title: '5,000 repeated fields', query: `{ products { ${'totalCount '.repeat(5_000)} } }` },
  { title: '30 directives', query: `{ products { totalCount ${'@skip(if: false) '.repeat(30)} } }` },
  { title: '200 unknown directives', query: `{ products { totalCount ${'@aa '.repeat(200)} } }` },
  {
    title: 'a huge page by variable',
    query: 'query($n: Int) { products(first: $n) { nodes { name } } }',
    variables: { n: 2_147_483_647 },
  },
  {
    title: 'pages that are too much together',
    query: `{ ${repeat(4, (i) => `p${i}: products(first: 100) { nodes { ${PRODUCT_FIELDS} } }`)} }`,
  },
  {
    title: 'facets that are too many together',
    query: `{ ${repeat(4, (i) => `p${i}: products(first: 1) { ${repeat(6, (j) => `f${j}: facets { key }`)} }`)} }`,
  },
  { title: 'a number out of range', query: '{ products(first: 1e400) { nodes { name } } }' },
  {
    title: 'a text for a number',
    query: 'query($n: Int) { products(first: $n) { nodes { name } } }',
    variables: { n: '5' },
  },
  { title: 'a variable that is missing', query: 'query($i: [ID!]!) { productsByIds(ids: $i) { name } }' },
  { title: 'an operator as a value', query: WITH_FILTER, variables: { f: { tags: { in: [{ $gt: '' }] } } } },
  { title: 'an operator as a field', query: WITH_FILTER, variables: { f: { category: { $ne: 'x' } } } },
  { title: 'an operator as a filter', query: WITH_FILTER, variables: { f: { $where: '1' } } },
  { title: 'an operator as a number', query: WITH_FILTER, variables: { f: { price: { min: { $gt: 0 } } } } },
  {
    title: '5,000 wrong values',
    query: WITH_FILTER,
    variables: { f: { tags: { in: Array.from({ length: 5_000 }, () => ({})) } } },
  },
  {
    title: 'a wrong value of 60,000 characters',
    query: WITH_FILTER,
    variables: { f: { category: { in: ['a'.repeat(60_000)] } } },
  },
];

/** Valid GraphQL that the catalog rejects: a response with errors. */
const INVALID: readonly Hostile[] = [
  { title: 'a negative page', query: '{ products(first: -1) { nodes { name } } }' },
  { title: 'a page of 101', query: '{ products(first: 101) { nodes { name } } }' },
  { title: '101 ids', query: 'query($i: [ID!]!) { productsByIds(ids: $i) { name } }', variables: { i: ids(101) } },
  { title: '101 ids in a filter', query: WITH_FILTER, variables: { f: { ids: ids(101) } } },
  { title: '51 values', query: WITH_FILTER, variables: { f: { tags: { in: ids(51) } } } },
  {
    title: 'a value of 60,000 characters',
    query: WITH_FILTER,
    variables: { f: { tags: { in: ['a'.repeat(60_000)] } } },
  },
  { title: 'a long text', query: WITH_FILTER, variables: { f: { q: 'a'.repeat(129) } } },
  { title: 'no id and no slug', query: '{ product { name } }' },
  { title: 'an id and a slug', query: '{ product(id: "a", slug: "b") { name } }' },
  { title: 'bounds the wrong way round', query: '{ products(filter: { price: { min: 2, max: 1 } }) { totalCount } }' },
  { title: 'a forged cursor', query: '{ products(after: "abc") { totalCount } }' },
  {
    title: 'a cursor of 60,000 characters',
    query: 'query($c: String) { products(after: $c) { totalCount } }',
    variables: { c: 'a'.repeat(60_000) },
  },
  { title: 'after together with before', query: '{ products(after: "a", last: 2, before: "b") { totalCount } }' },
  { title: 'first together with before', query: '{ products(first: 2, before: "b") { totalCount } }' },
  { title: 'an unknown facet', query: '{ products { facets(keys: ["metl"]) { key } } }' },
  { title: 'too many suggestions', query: '{ suggest(q: "di", limit: 21) { text } }' },
  { title: 'a suggestion for a novel', query: `{ suggest(q: "${'a'.repeat(65)}") { text } }` },
];

describe('hostile queries', () => {
  it.each(REFUSED)('refuse $title with a 4xx', async ({ query, variables = {}, more = {} }) => {
    const { status, body, size } = await ask(query, variables, more);
    expect({ status, codes: body.errors?.map(({ extensions }) => extensions.code) }).toEqual({
      status: 400,
      codes: expect.not.arrayContaining(['INTERNAL_SERVER_ERROR']),
    });
    expect(body.data ?? null).toBeNull();
    expect(size).toBeLessThan(4_000);
    expect(JSON.stringify(body)).not.toMatch(/node_modules|stacktrace|at Object/);
  });

  it.each(INVALID)('name what is wrong with $title', async ({ query, variables = {} }) => {
    const { status, body, size } = await ask(query, variables);
    expect(status).toBe(200);
    expect(body.errors?.map(({ extensions }) => [extensions.code, extensions.problem?.status])).toEqual([
      ['INVALID_INPUT', 400],
    ]);
    expect(size).toBeLessThan(4_000);
  });

  it('refuse bodies that are too large, batches, forms, polluting keys and bare GETs', async () => {
    const query = '{ products { totalCount } }';
    const post = (): request.Test => request(service.server).post('/graphql');
    await post()
      .send({ query: `{ products { ${'totalCount '.repeat(9_000)} } }` })
      .expect(413);
    await post().send([{ query }, { query }]).expect(400);
    await post()
      .type('json')
      .send(`{"query":"${WITH_FILTER}","variables":{"f":{"__proto__":{"in":["x"]}}}}`)
      .expect(400);
    await post().type('form').send({ query }).expect(415);
    await post().type('text/plain').send(JSON.stringify({ query })).expect(415);
    await request(service.server)
      .get(`/graphql?query=${encodeURIComponent(query)}`)
      .expect(400);
    await request(service.server)
      .get(`/graphql?query=${encodeURIComponent('mutation { x }')}`)
      .set('apollo-require-preflight', '1')
      .expect((answer) => {
        expect(answer.status).toBeGreaterThanOrEqual(400);
        expect(answer.status).toBeLessThan(500);
      });
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe('what may be asked', () => {
  it('is a full page with every field and facet', async () => {
    const { status, body } = await ask(`{ products(first: 100) {
        totalCount correctedQuery pageInfo { hasNextPage endCursor } edges { cursor node { ${PRODUCT_FIELDS} } }
        facets {
          key label kind operator unit missing other selectedCount min max
          values { value label count selected query } buckets { from to count } selected { min max }
        } } }`);
    expect({ status, errors: body.errors }).toEqual({ status: 200, errors: undefined });
    expect(body.extensions?.cost?.requested).toBeGreaterThan(100);
  });

  it('is the introspection that playgrounds and code generators send', async () => {
    const { status, body } = await ask(
      getIntrospectionQuery({
        specifiedByUrl: true,
        directiveIsRepeatable: true,
        schemaDescription: true,
        inputValueDeprecation: true,
        oneOf: true,
      }),
    );
    expect({ status, errors: body.errors }).toEqual({ status: 200, errors: undefined });
  });

  it('is one of several operations, and only that one is charged', async () => {
    const { body } = await ask(
      'query Small { products(first: 1) { totalCount } } query Large { ' +
        `${repeat(4, (i) => `p${i}: products(first: 100) { nodes { ${PRODUCT_FIELDS} } }`)} }`,
      {},
      { operationName: 'Small' },
    );
    expect(body).toMatchObject({
      data: { products: { totalCount: expect.any(Number) } },
      extensions: { cost: { max: 1_000 } },
    });
  });
});

describe('the cost', () => {
  it('is computed with the variables, and reported in every response', async () => {
    const query = 'query($n: Int) { products(first: $n) { nodes { _id name slug } } }';
    const costs = await Promise.all(
      [1, 10, 100].map(async (n) => (await ask(query, { n })).body.extensions?.cost?.requested),
    );
    expect(costs).toEqual([2, 5, 41]);
    expect((await ask(query, { n: 100_000 })).body).toMatchObject({
      errors: [{ message: expect.stringMatching(/the maximum is 1000/), extensions: { code: 'QUERY_TOO_EXPENSIVE' } }],
      extensions: { cost: { requested: 40_001, max: 1_000 } },
    });
  });

  it('of facets is the same for any page size', async () => {
    const cost = async (first: number): Promise<number | undefined> =>
      (await ask(`{ products(first: ${first}) { facets { key values { value } } } }`)).body.extensions?.cost?.requested;
    expect([await cost(1), await cost(100)]).toEqual([51, 51]);
  });
});
