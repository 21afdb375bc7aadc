import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serverAudits } from 'graphql-http';
import request from 'supertest';
import { demoProducts } from '../../src/demo-data/demo-products.js';
import type { TestApp } from '../support/test-app.js';
import { startTestApp } from '../support/test-app.js';

let service: TestApp;

beforeAll(async () => {
  service = await startTestApp({ settings: { LAZY_UPGRADE: 'read-only' }, prepare: async ({ db }) => { await db.collection('products').insertMany(demoProducts()); } });
  await service.app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(() => service.close());

async function ask(query: string, variables: object = {}): Promise<{ status: number; body: { data?: Record<string, unknown> | null; errors?: { message: string; extensions: { code: string } }[]; extensions?: object } }> {
  const { status, body } = await request(service.server).post('/graphql').send({ query, variables });
  return { status, body: body as never };
}

describe('queries', () => {
  it('open a product by id or slug, many by ids, and suggest', async () => {
    const { body } = await ask(`{ a: product(slug: "first-light-solitaire") { _id name detail { sizes gallery { url } } }
      b: product(id: "prod_1726304460_001") { name } none: product(id: "nobody") { name }
      productsByIds(ids: ["nobody", "prod_1726304460_001"]) { name detail { sizes } } suggest(q: "saphire") { kind text } }`);
    expect(body.errors).toBeUndefined();
    expect(body.data).toMatchObject({ a: { _id: 'prod_1726304460_001' }, b: { name: 'First Light Solitaire' }, none: null, productsByIds: [null, { name: 'First Light Solitaire', detail: null }] });
    expect(body.extensions).toMatchObject({ cost: { max: 1000 } });
  });

  it('page forward and backward by the cursors of edges', async () => {
    const page = (args: string): Promise<Record<string, unknown>> => ask(`{ products(sort: NAME, ${args}) { nodes { name } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`)
      .then(({ body }) => body.data?.products as Record<string, unknown>);
    const all = (await page('first: 30')) as { nodes: { name: string }[]; edges: { cursor: string }[] };
    const after = await page(`first: 5, after: "${all.edges[9]?.cursor}"`);
    expect(after).toMatchObject({ nodes: all.nodes.slice(10, 15), pageInfo: { hasNextPage: true, hasPreviousPage: true } });
    const before = await page(`last: 5, before: "${all.edges[10]?.cursor}"`);
    expect(before).toMatchObject({ nodes: all.nodes.slice(5, 10), pageInfo: { hasNextPage: true, hasPreviousPage: true } });
    expect(await page(`last: 5, before: "${all.edges[3]?.cursor}"`)).toMatchObject({ nodes: all.nodes.slice(0, 3), pageInfo: { hasPreviousPage: false } });
  });

  it('sort a search by relevance and ids as asked, unless another order is asked for', async () => {
    const names = async (args: string): Promise<string[]> => {
      const { body } = await ask(`{ products(${args}) { nodes { name } } }`);
      return ((body.data?.products ?? { nodes: [] }) as { nodes: { name: string }[] }).nodes.map(({ name }) => name);
    };
    const rest = async (parameters: string): Promise<string[]> => {
      const { body } = await request(service.server).get(`/api/products?${parameters}`).expect(200);
      return (body as { data: { name: string }[] }).data.map(({ name }) => name);
    };
    expect(await names('filter: { q: "gold ring" }')).toEqual(await rest('q=gold%20ring'));
    expect(await names('filter: { q: "gold ring" }, sort: FEATURED')).toEqual(await rest('q=gold%20ring&sort=featured'));
    expect(await names('filter: { ids: ["prod_1726304460_001", "prod_1751328000_006"] }')).toEqual(await rest('ids=prod_1726304460_001,prod_1751328000_006'));
  });
});

const nested = (depth: number): string => `{ __schema { types ${'{ fields { type '.repeat(depth)}{ name }${' } }'.repeat(depth)} } }`;
const HOSTILE: readonly { readonly title: string; readonly query: string; readonly variables?: object }[] = [
  { title: 'a syntax error', query: '{' },
  { title: 'an unknown field', query: '{ products { nodes { price } } }' },
  { title: 'an unknown enum value', query: '{ products(filter: { metal: { type: { in: [GOLD] } } }) { totalCount } }' },
  { title: 'a fragment cycle', query: '{ products { ...A } } fragment A on ProductConnection { ...B } fragment B on ProductConnection { ...A }' },
  { title: 'deep nesting', query: nested(200) },
  { title: '5,000 aliases', query: `{${Array.from({ length: 5_000 }, (_, i) => `a${i}: product(id: "x") { name }`).join(' ')}}` },
  { title: '20 aliases', query: `{${Array.from({ length: 20 }, (_, i) => `a${i}: product(id: "x") { name }`).join(' ')}}` },
  { title: '9,000 repeated fields', query: `{ products { ${'totalCount '.repeat(9_000)} } }` },
  { title: 'many directives', query: `{ products { totalCount ${'@skip(if: false) '.repeat(30)} } }` },
  { title: 'a huge page by variable', query: 'query($n: Int) { products(first: $n) { nodes { name } } }', variables: { n: 2_147_483_647 } },
  { title: 'a negative page', query: '{ products(first: -1) { nodes { name } } }' },
  { title: 'a page of 101', query: '{ products(first: 101) { nodes { name } } }' },
  { title: 'a number out of range', query: '{ products(first: 1e400) { nodes { name } } }' },
  { title: 'an operator as a value', query: 'query($f: ProductFilter) { products(filter: $f) { totalCount } }', variables: { f: { tags: { in: [{ $gt: '' }] } } } },
  { title: 'an operator as a field', query: 'query($f: ProductFilter) { products(filter: $f) { totalCount } }', variables: { f: { category: { $ne: 'x' } } } },
  { title: '101 ids', query: 'query($i: [ID!]!) { productsByIds(ids: $i) { name } }', variables: { i: Array.from({ length: 101 }, (_, i) => String(i)) } },
  { title: 'no id and no slug', query: '{ product { name } }' },
  { title: 'bounds the wrong way round', query: '{ products(filter: { price: { min: 2, max: 1 } }) { totalCount } }' },
  { title: 'a forged cursor', query: '{ products(after: "abc") { totalCount } }' },
  { title: 'after together with before', query: '{ products(first: 2, after: "a", last: 2, before: "b") { totalCount } }' },
];

describe('limits', () => {
  it.each(HOSTILE)('refuse $title with an error that is no failure', async ({ query, variables = {} }) => {
    const { status, body } = await ask(query, variables);
    expect(status).toBeLessThan(500);
    // A body over the limit never reaches GraphQL: it is refused as a problem document.
    if (status === 413) return;
    expect(body.errors?.length).toBeGreaterThan(0);
    expect(body.errors?.map(({ extensions }) => extensions.code)).not.toContain('INTERNAL_SERVER_ERROR');
    expect(JSON.stringify(body)).not.toMatch(/node_modules|stacktrace|at Object/);
  });

  it('refuse batches, forms and bare GETs', async () => {
    const query = '{ products { totalCount } }';
    await request(service.server).post('/graphql').send([{ query }, { query }]).expect(400);
    const form = await request(service.server).post('/graphql').type('form').send({ query });
    const text = await request(service.server).post('/graphql').type('text/plain').send(JSON.stringify({ query }));
    expect([form.status, text.status].every((status) => status >= 400 && status < 500)).toBe(true);
    await request(service.server).get(`/graphql?query=${encodeURIComponent(query)}`).expect(400);
    await request(service.server).get(`/graphql?query=${encodeURIComponent(query)}`).set('apollo-require-preflight', '1').expect(200);
  });

  it('let a full page with every field and facet through', async () => {
    const { PRODUCT_FIELDS } = await import('../support/listing-requests.js');
    const { body } = await ask(`{ products(first: 100) { totalCount nodes { ${PRODUCT_FIELDS} } facets { key label kind operator unit missing other selectedCount min max values { value label count selected query } buckets { from to count } selected { min max } } } }`);
    expect(body.errors).toBeUndefined();
  });
});

describe('GraphQL over HTTP', () => {
  it('passes the audit of graphql-http without an error', async () => {
    const failed: string[] = [];
    for (const audit of serverAudits({ url: `${await service.app.getUrl()}/graphql` })) {
      const result = await audit.fn();
      if (result.status === 'error') failed.push(`${audit.id} ${audit.name}: ${result.reason}`);
      // An answer whose body is never read would keep its connection.
      if ('response' in result) await result.response.body?.cancel().catch(() => undefined);
    }
    expect(failed).toEqual([]);
  });
});
