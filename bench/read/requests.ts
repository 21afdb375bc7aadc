import { type RequestSet, VALUE } from './load/request-set.js';

const PAGE = 24;
/** More than one round needs, and far more than a response cache holds for a small catalog. */
const VALUES = 60_000;
const STEP = 1e-6;
/** The maximum number of request sets per catalog with distinct price bounds. */
const SERIES = 8;

/** Every field of `ProductListDTO`, as GraphQL asks for them. */
const FIELDS = `_id name description category subcategory slug primaryImage
  pricing { basePrice currency } inventory { available quantity } metadata { featured bestseller newArrival tags }
  materialSpecs {
    metal { type purity finish sustainability { recycled ethicallySourced } }
    stone { type carat cut clarity color certification sustainability { labGrown conflictFree traceable } }
  }
  creator { handle name }`;

const SERVICE_QUERY = `query Page($priceMin: Float!) {
  products(filter: { price: { min: $priceMin } }, sort: PRICE, first: ${PAGE}) {
    nodes { ${FIELDS} } totalCount pageInfo { hasNextPage endCursor }
  }
}`;
const DOCUMENTED_QUERY = `query Page($priceMin: Float!) {
  products(priceMin: $priceMin, limit: ${PAGE}) { ${FIELDS} }
}`;

/** Requests for pages from a lower price bound on, sorted by price. */
export interface PageRequests {
  readonly rest: RequestSet;
  readonly graphql: RequestSet;
  readonly peerRest: RequestSet;
  readonly documentedGraphql: RequestSet;
}

/** The input of bounds. */
export interface Bounds {
  /** The prices of the public products, ascending. */
  readonly prices: readonly number[];
  /** The name of the request sets. */
  readonly name: string;
  /** 1: always the same request. */
  readonly count?: number;
}

/**
 * Pages of 24 from a price on: every request has its own bound, so that a cached response never helps, and there is
 * always a full page above it. REST and GraphQL use different bounds, since the service may share a cache between them.
 */
export function pageRequests({ prices, name, count = VALUES }: Bounds): PageRequests {
  const [forRest, forGraphql] = [priceBounds(prices, count, 1), priceBounds(prices, count, 2)];
  const set = (kind: string, path: string, query?: string): RequestSet => ({
    name: `${name}/${kind}`,
    path,
    ...(query === undefined ? { values: forRest } : { values: forGraphql, body: bodyOf(query) }),
  });
  return {
    rest: set('rest', `/api/products?sort=price&priceMin=${VALUE}`),
    graphql: set('graphql', '/graphql', SERVICE_QUERY),
    peerRest: set('peer-rest', `/products?priceMin=${VALUE}`),
    documentedGraphql: set('documented-graphql', '/graphql', DOCUMENTED_QUERY),
  };
}

function bodyOf(query: string): string {
  const text = JSON.stringify({ operationName: 'Page', query: query.replaceAll(/\s+/g, ' ') });
  return `${text.slice(0, -1)},"variables":{"priceMin":${VALUE}}}`;
}

/**
 * Distinct bounds, spread over the catalog, each with a full page of products at or above it; no two series share one.
 */
export function priceBounds(prices: readonly number[], count: number, series: number): string[] {
  const starts = Math.max(1, prices.length - PAGE + 1);
  return Array.from({ length: count }, (_, index) => {
    // Steps through the whole catalog, so that consecutive requests are not close in price.
    const price = prices[(index * 7_919) % starts] ?? 0;
    const below = Math.floor(index / starts) * SERIES + series;
    return Math.max(0, price - below * STEP)
      .toFixed(6)
      .replace(/\.?0+$/, '');
  });
}

/** The price-bounded page with every facet, and without facets. */
export function facetRequests({ prices, name }: Bounds): { readonly with: RequestSet; readonly without: RequestSet } {
  const path = `/api/products?sort=price&priceMin=${VALUE}`;
  return {
    with: { name: `${name}/with`, path: `${path}&facets=true`, values: priceBounds(prices, VALUES, 3) },
    without: { name: `${name}/without`, path, values: priceBounds(prices, VALUES, 4) },
  };
}

/** Page sizes around 24, to get more distinct requests from the same cursors. */
const LIMITS = [20, 28, 21, 27, 22, 26, 23, 25, 24];

/** Pages by cursor; `cursors` are keyed by sort order. */
export function cursorRequests(cursors: Readonly<Record<string, readonly string[]>>, name: string): RequestSet {
  const pages = Object.entries(cursors).flatMap(([sort, ones]) =>
    ones.map((cursor) => `sort=${sort}&cursor=${encodeURIComponent(cursor)}`),
  );
  const values = LIMITS.flatMap((limit) => pages.map((page) => `${page}&limit=${limit}`));
  return { name, path: `/api/products?${VALUE}`, values };
}

/** Pages with one filter over named values; a tag that no product has makes each request distinct. */
export function tagRequests(name: string): RequestSet {
  const values = Array.from({ length: VALUES }, (_, index) => `minimalist,none-${index}`);
  return { name, path: `/api/products?sort=price&tags=${VALUE}`, values };
}

/** A request of each class for which the platform sets a limit, with its limit for p95 in ms. */
export const CLASSES = {
  'catalogue page': { limit: 50, of: (bound: string) => `sort=price&priceMin=${bound}` },
  'category browse': { limit: 75, of: (bound: string) => `category=rings&sort=-price&priceMax=${bound}` },
  'material filter': { limit: 100, of: (bound: string) => `metal=14k-gold,platinum&recycled=true&priceMin=${bound}` },
  'text search': { limit: 150, of: (bound: string) => `q=minimalist+gold&priceMin=${bound}` },
  'combined filter': {
    limit: 200,
    of: (bound: string) =>
      'category=rings,necklaces&metal=18k-gold&stone=diamond,lab-diamond&caratMin=0.5' +
      `&inStock=true&priceMin=${bound}`,
  },
} as const;
export type ClassName = keyof typeof CLASSES;

/** Requests of one class. */
export function classRequests(of: ClassName, { prices, name }: Bounds): RequestSet {
  return { name, path: `/api/products?${CLASSES[of].of(VALUE)}`, values: priceBounds(prices, VALUES, 5) };
}
