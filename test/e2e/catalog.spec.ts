import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import request from 'supertest';
import type { Product } from '../../migrations/index.js';
import { demoProducts } from '../../packages/demo-products/demo-products.js';
import type { Facet } from '../../src/catalog/dto/facet.dto.js';
import type { ListingFilter, TermsKey } from '../../src/listing/filters.js';
import { isMultiTerms } from '../../src/listing/filters.js';
import { SORTS } from '../../src/listing/sort-orders.js';
import { readProduct } from '../../src/products/read-product.js';
import { arbitraryFilter } from '../support/arbitrary-filter.js';
import { eventually } from '../support/eventually.js';
import { asRestProduct, PRODUCT_FIELDS, toGraphqlFilter, toRestParameters } from '../support/listing-requests.js';
import type { TestApp } from '../support/test-app.js';
import { startTestApp } from '../support/test-app.js';

interface ListingAnswer {
  readonly success: boolean;
  readonly data: readonly { readonly _id: string; readonly name: string; readonly slug: string }[];
  readonly pagination: {
    readonly page?: number;
    readonly total: number;
    readonly nextCursor: string | null;
    readonly prevCursor: string | null;
  };
  readonly facets?: readonly Facet[];
}

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

async function list(parameters: string): Promise<ListingAnswer> {
  const { body } = await request(service.server).get(`/api/products?${parameters}`).expect(200);
  return body as ListingAnswer;
}

describe('GET /api/products', () => {
  it('lists the demo catalog', async () => {
    const answer = await list('');
    expect(answer).toMatchObject({
      success: true,
      pagination: { page: 1, limit: 24, total: 70, totalPages: 3, prevCursor: null },
    });
    expect(answer.data).toHaveLength(24);
  });

  it('answers the material query that a count by hand on the data file confirms', async () => {
    const answer = await list('metal=14k-gold&stone=lab-diamond&caratMin=0.5&priceMax=2000&facets=true');
    expect(answer.pagination.total).toBe(9);
    expect(answer.data.map(({ name }) => name).sort()).toEqual([
      'Dewpoint Diamond Pendant',
      'Everyday Spark Studs',
      'First Light Solitaire',
      'Inside Out Diamond Hoops',
      'Open Door Cuff Ring',
      'Orbit Pavé Band',
      'Station to Station Necklace',
      'Sundial Diamond Bangle',
      'Two Steps Toi et Moi',
    ]);
    expect(answer.facets?.map(({ key }) => key)).toEqual(
      expect.arrayContaining(['category', 'metal', 'stone', 'price', 'carat', 'recycled']),
    );
  });

  it('shows the same count at every facet value as after selecting it', async () => {
    for (const base of ['', 'metal=14k-gold,silver&inStock=true', 'priceMax=900&tags=minimalist']) {
      const { facets = [], pagination } = await list(`${base}&facets=true`);
      for (const facet of facets) {
        const sum = (facet.values ?? facet.buckets ?? []).reduce((total, { count }) => total + count, 0);
        if (!isMultiTerms(facet.key as TermsKey) && facet.selectedCount === 0)
          expect([facet.key, sum + facet.missing]).toEqual([facet.key, pagination.total]);
        for (const value of (facet.values ?? []).slice(0, 6)) {
          const others = base.split('&').filter((part) => part !== '' && !part.startsWith(`${facet.key}=`));
          const chosen = await list([...others, value.query, 'limit=1'].join('&'));
          expect([value.query, chosen.pagination.total]).toEqual([value.query, value.count]);
        }
      }
    }
  });

  it('finds by every option of a product, by collection and by reduced price', async () => {
    const names = async (parameters: string): Promise<string[]> =>
      (await list(`${parameters}&limit=100`)).data.map(({ name }) => name);
    const [first, any] = [await names('metal=platinum'), await names('availableIn=platinum')];
    expect(any).toEqual(expect.arrayContaining(first));
    // 14K gold is its first option, platinum the last.
    expect(first).not.toContain('First Light Solitaire');
    expect(any).toContain('First Light Solitaire');
    expect(await names('availableStone=moissanite')).toContain('First Light Solitaire');
    expect(await names('collection=Halcyon')).toContain('Halcyon Halo Ring');
    expect(await names('onSale=true')).toEqual(expect.arrayContaining(['Halcyon Halo Ring', 'Milky Way Opal Ring']));
    const [customizable, others] = [await names('customizable=true'), await names('customizable=false')];
    expect(customizable.length + others.length).toBe(70);
  });

  it('sorts by popularity and by name backwards', async () => {
    const order = (a: Product, b: Product): number =>
      b.discovery.views - a.discovery.views || b.discovery.purchases - a.discovery.purchases;
    const shown = demoProducts().flatMap((document) => {
      const reading = readProduct(document as never);
      return reading.kind === 'product' && !['inactive', 'discontinued'].includes(reading.product.status)
        ? [reading.product]
        : [];
    });
    const counts = ({ discovery: { views, purchases } }: Product): string => `${views} ${purchases}`;
    const byName = new Map(shown.map((product) => [product.name, counts(product)]));
    expect((await list('sort=popular&limit=100')).data.map(({ name }) => byName.get(name))).toEqual(
      [...shown].sort(order).map(counts),
    );
    const forward = (await list('sort=name&limit=100')).data.map(({ name }) => name);
    expect((await list('sort=-name&limit=100')).data.map(({ name }) => name)).toEqual(forward.reverse());
  });

  it('picks up a counted view, and keeps other cached responses', async () => {
    const { data } = await list('sort=popular&limit=100');
    const graphql = async (): Promise<string> => {
      const { body } = await request(service.server)
        .post('/graphql')
        .send({ query: '{ products(sort: POPULAR, first: 1) { nodes { _id } } }' })
        .expect(200);
      return (body as { data: { products: { nodes: [{ _id: string }] } } }).data.products.nodes[0]._id;
    };
    expect(await graphql()).toBe(data[0]?._id);
    await graphql();
    const last = data.at(-1);
    const products = service.database.db.collection('products');
    await products.updateOne({ name: last?.name }, { $set: { 'analytics.views': 1e9 } });
    await eventually(
      'the product in front',
      async () => (await list('sort=popular&limit=1')).data[0]?._id === last?._id,
    );
    expect((await list('sort=popular&limit=100')).data.map(({ _id }) => _id)).toEqual([
      last?._id,
      ...data.slice(0, -1).map(({ _id }) => _id),
    ]);
    expect(await graphql()).toBe(last?._id);
  });

  it('follows Link headers and cursors through the whole catalog', async () => {
    const seen: string[] = [];
    let url: string | undefined = '/api/products?limit=9&sort=price';
    while (url !== undefined) {
      const { body, headers }: request.Response = await request(service.server).get(url).expect(200);
      seen.push(...(body as ListingAnswer).data.map(({ _id }) => _id));
      url = /<([^>]+)>; rel="next"/.exec(String(headers.link ?? ''))?.[1];
    }
    expect(seen).toHaveLength(70);
    expect(new Set(seen).size).toBe(70);
  });

  it('answers 304 to clients that have the content, and only the requested fields', async () => {
    const first = await request(service.server).get('/api/products?fields=name,pricing.basePrice&limit=2').expect(200);
    expect(Object.keys((first.body as ListingAnswer).data[0] ?? {})).toEqual(['_id', 'name', 'pricing']);
    expect(first.headers['cache-control']).toBe('public, max-age=30, stale-while-revalidate=300');
    await request(service.server)
      .get('/api/products?fields=name,pricing.basePrice&limit=2')
      .set('If-None-Match', String(first.headers.etag))
      .expect(304);
    await request(service.server)
      .get('/api/products?fields=name&limit=2')
      .set('If-None-Match', String(first.headers.etag))
      .expect(200);
  });

  it('keeps the order of ids, and forgives spelling', async () => {
    const [a, b, c] = (await list('sort=name&limit=3')).data;
    expect((await list(`ids=${c?._id},${a?._id},nobody,${b?._id}`)).data.map(({ _id }) => _id)).toEqual([
      c?._id,
      a?._id,
      b?._id,
    ]);
    expect((await list(`slugs=${b?.slug},${a?.slug}`)).data.map(({ slug }) => slug)).toEqual([b?.slug, a?.slug]);
    expect((await list('q=diamnd')).pagination.total).toBe((await list('q=diamond')).pagination.total);
  });

  it.each([
    'metall=x',
    'metal=gold',
    'limit=0',
    'limit=101',
    'limit=1e2',
    'page=0',
    'page=5000',
    'cursor=abc',
    'metal[$ne]=x',
    'fields=$password',
    'fields=a.$b',
    '__proto__=1',
    'constructor[prototype][polluted]=1',
    'q=',
    'sort=cheap',
    'priceMin=9&priceMax=1',
    'metal=',
    'page=1&page=2',
    'ids=%00%00&limit=x',
    'toString=1',
  ])('refuses ?%s with a problem that names the parameter', async (parameters) => {
    const { body, headers } = await request(service.server).get(`/api/products?${parameters}`).expect(400);
    expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toMatchObject({
      success: false,
      status: 400,
      code: 'INVALID_INPUT',
      instance: '/api/products',
      errors: [expect.objectContaining({ problem: expect.any(String) as unknown })],
    });
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('refuses a cursor of another filter', async () => {
    const { pagination } = await list('sort=price&limit=3');
    await request(service.server)
      .get(`/api/products?sort=price&limit=3&metal=silver&cursor=${pagination.nextCursor}`)
      .expect(400);
  });
});

describe('GET /api/products/:idOrSlug', () => {
  it('finds by string id, ObjectId, slug and derived slug', async () => {
    const { data } = await list('limit=100');
    for (const { _id, slug } of data) {
      const byId = await request(service.server)
        .get(`/api/products/${encodeURIComponent(_id)}`)
        .expect(200);
      const bySlug = await request(service.server)
        .get(`/api/products/${encodeURIComponent(slug)}`)
        .expect(200);
      expect((bySlug.body as { data: object }).data).toEqual((byId.body as { data: object }).data);
      expect((byId.body as { data: object }).data).toHaveProperty('detail.gallery');
    }
  });

  it('hides inactive and discontinued products like products that do not exist', async () => {
    const hidden = demoProducts().filter((document) => {
      const reading = readProduct(document as never);
      return reading.kind === 'product' && ['inactive', 'discontinued'].includes(reading.product.status);
    });
    expect(hidden.length).toBe(5);
    for (const { _id } of hidden)
      await request(service.server)
        .get(`/api/products/${String(_id)}`)
        .expect(404);
  });

  it('knows related products, suggestions, facets and the vocabulary', async () => {
    const related = await request(service.server)
      .get('/api/products/first-light-solitaire/related?limit=4')
      .expect(200);
    expect((related.body as ListingAnswer).data).toHaveLength(4);
    const suggestions = await request(service.server).get('/api/catalog/suggest?q=saphire').expect(200);
    expect((suggestions.body as { data: { query: string }[] }).data.map(({ query }) => query)).toContain(
      'stone=lab-sapphire',
    );
    await request(service.server).get('/api/catalog/suggest').expect(400);
    const facets = await request(service.server).get('/api/catalog/facets?facets=metal').expect(200);
    expect(facets.body).toMatchObject({ data: { total: 70, facets: [{ key: 'metal', missing: 0 }] } });
    const vocabulary = await request(service.server).get('/api/catalog/filters').expect(200);
    expect((vocabulary.body as { data: { filters: object[] } }).data.filters).toHaveLength(29);
  });
});

describe('REST and GraphQL', () => {
  it('answer the same products, total, facets and cursors for generated filters', async () => {
    const products: Product[] = demoProducts().flatMap((document) => {
      const reading = readProduct(document as never);
      return reading.kind === 'product' ? [reading.product] : [];
    });
    const document = `query($filter: ProductFilter, $sort: ProductSort, $first: Int) {
      products(filter: $filter, sort: $sort, first: $first) {
        totalCount nodes { ${PRODUCT_FIELDS} } edges { cursor } pageInfo { hasNextPage }
        facets { key missing values { value count } buckets { from count } }
      }
    }`;
    const cases = fc
      .record({
        filter: arbitraryFilter(products),
        sort: fc.constantFrom(...SORTS),
        limit: fc.integer({ min: 1, max: 20 }),
      })
      .map((one): { filter: ListingFilter; sort: string; limit: number } =>
        one.sort === 'relevance' && one.filter.q === undefined ? { ...one, sort: 'newest' } : one,
      );
    await fc.assert(
      fc.asyncProperty(cases, async ({ filter, sort, limit }) => {
        const parameters = toRestParameters(filter);
        parameters.set('sort', sort);
        parameters.set('limit', String(limit));
        parameters.set('facets', 'true');
        const rest = await list(parameters.toString());
        const variables = {
          filter: toGraphqlFilter(filter),
          sort: sort.replace(/^-(.*)/, '$1_DESC').toUpperCase(),
          first: limit,
        };
        const { body } = await request(service.server)
          .post('/graphql')
          .send({ query: document, variables })
          .expect(200);
        const graphql = (
          body as {
            data: {
              products: {
                totalCount: number;
                nodes: object[];
                edges: { cursor: string }[];
                pageInfo: { hasNextPage: boolean };
                facets: Facet[];
              };
            };
          }
        ).data.products;
        expect(graphql.nodes.map(asRestProduct)).toEqual(rest.data);
        expect(graphql.totalCount).toBe(rest.pagination.total);
        expect(graphql.pageInfo.hasNextPage ? graphql.edges.at(-1)?.cursor : null).toBe(rest.pagination.nextCursor);
        expect(
          graphql.facets.map(({ key, missing, values, buckets }) => [
            key,
            missing,
            (values ?? buckets)?.map(({ count }) => count),
          ]),
        ).toEqual(
          rest.facets?.map(({ key, missing, values, buckets }) => [
            key,
            missing,
            (values ?? buckets)?.map(({ count }) => count),
          ]),
        );
      }),
      { numRuns: 60, seed: 5 },
    );
  });
});
