import type { Facet } from '../../../src/catalog/dto/facet.dto.js';
import { asRestProduct, PRODUCT_FIELDS } from '../listing-requests.js';
import type { CatalogPage, CatalogReader, CatalogTotals, WalkSort } from './catalog-reader.js';
import type { ShownProduct } from './expected-content.js';

/** The current address of the service: it may be restarted on another port. */
export type Address = () => string;

/** A stalled process accepts requests and never responds: a proxy would give up too. */
const WITHIN_MS = 15_000;

/** A response that a reader does not expect. */
export class UnexpectedAnswerError extends Error {}

/** Reads the catalog over REST. */
export class RestReader implements CatalogReader {
  constructor(private readonly address: Address) {}

  async page(sort: WalkSort, cursor: string | null, limit: number): Promise<CatalogPage> {
    const parameters = new URLSearchParams({
      sort,
      limit: String(limit),
      count: 'none',
      ...(cursor === null ? {} : { cursor }),
    });
    const body = await getJson<{ data: ShownProduct[]; pagination: { nextCursor: string | null } }>(
      `${this.address()}/api/products?${parameters}`,
    );
    return { products: body.data, next: body.pagination.nextCursor };
  }

  async product(id: string): Promise<ShownProduct | null> {
    const body = await getJson<{ data: ShownProduct } | null>(
      `${this.address()}/api/products/${encodeURIComponent(id)}`,
    );
    return body === null ? null : body.data;
  }

  async totals(): Promise<CatalogTotals> {
    const body = await getJson<{ facets: Facet[]; pagination: { total: number } }>(
      `${this.address()}/api/products?limit=1&facets=category`,
    );
    return { total: body.pagination.total, byCategory: countOf([body.facets].flat()) };
  }
}

/** Reads the catalog over GraphQL. */
export class GraphqlReader implements CatalogReader {
  constructor(private readonly address: Address) {}

  async page(sort: WalkSort, cursor: string | null, limit: number): Promise<CatalogPage> {
    const { products } = await this.ask<{
      products: { nodes: unknown[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
    }>(
      'query ($sort: ProductSort!, $first: Int!, $after: String) { products(sort: $sort, first: $first, ' +
        `after: $after) { nodes { ${PRODUCT_FIELDS} } pageInfo { hasNextPage endCursor } } }`,
      { sort: GRAPHQL_SORTS[sort], first: limit, after: cursor },
    );
    return {
      products: products.nodes.map((node) => asRestProduct(node) as ShownProduct),
      next: products.pageInfo.hasNextPage ? products.pageInfo.endCursor : null,
    };
  }

  async product(id: string): Promise<ShownProduct | null> {
    const { product } = await this.ask<{ product: unknown }>(
      `query ($id: ID!) { product(id: $id) { ${PRODUCT_FIELDS} } }`,
      { id },
    );
    return product === null ? null : (asRestProduct(product) as ShownProduct);
  }

  async totals(): Promise<CatalogTotals> {
    const { products } = await this.ask<{ products: { totalCount: number; facets: Facet[] } }>(
      '{ products(first: 1) { totalCount facets(keys: ["category"]) { key missing other values { count } } } }',
      {},
    );
    return { total: products.totalCount, byCategory: countOf(products.facets) };
  }

  private async ask<T>(query: string, variables: object): Promise<T> {
    const response = await fetch(`${this.address()}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(WITHIN_MS),
    });
    const text = await response.text();
    if (response.status !== 200) throw new UnexpectedAnswerError(`${response.status} ${text.slice(0, 600)}`);
    const body = JSON.parse(text) as { data?: T; errors?: unknown };
    if (body.errors !== undefined || body.data === undefined)
      throw new UnexpectedAnswerError(`200 ${text.slice(0, 600)}`);
    return body.data;
  }
}

const GRAPHQL_SORTS: Readonly<Record<WalkSort, string>> = {
  featured: 'FEATURED',
  price: 'PRICE',
  '-price': 'PRICE_DESC',
  newest: 'NEWEST',
  name: 'NAME',
  '-carat': 'CARAT_DESC',
};

/** A 404 is a valid response: `null`. */
async function getJson<T>(url: string): Promise<T> {
  const response = await fetch(url, { signal: AbortSignal.timeout(WITHIN_MS) });
  const text = await response.text();
  if (response.status === 404) return null as T;
  if (response.status !== 200) throw new UnexpectedAnswerError(`${response.status} ${text.slice(0, 600)}`);
  return JSON.parse(text) as T;
}

function countOf(facets: readonly Facet[]): number {
  const category = facets.find(({ key }) => key === 'category');
  return (category?.values ?? []).reduce(
    (sum, { count }) => sum + count,
    (category?.missing ?? 0) + (category?.other ?? 0),
  );
}
