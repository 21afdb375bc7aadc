import type { Server } from './child.js';

const PAGE = 100;

/** Cursors of the products at the start and at the end of a listing in order of price, and where the latter are. */
export interface EndCursors {
  readonly first: readonly string[];
  readonly last: readonly string[];
  /** The first of the last ones' position. */
  readonly position: number;
}

const QUERY = `query Cursors($filter: ProductFilter, $after: String) {
  products(filter: $filter, sort: PRICE, first: ${PAGE}, after: $after) {
    totalCount edges { cursor } pageInfo { hasNextPage endCursor }
  }
}`;

interface Answer {
  readonly data: {
    readonly products: {
      readonly totalCount: number;
      readonly edges: readonly { readonly cursor: string }[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    };
  };
}

/** Cursors at both ends, taken from the API itself: the walk to the far end goes through the whole listing. */
export async function endCursors(server: Server, wanted: number): Promise<EndCursors> {
  const first = await cursorsFrom(server, undefined, Math.ceil(wanted / PAGE));
  const { total } = await page(server, undefined, null);
  const walked: string[] = [];
  for (let after: string | null = null; ;) {
    const { cursors, next } = await page(server, undefined, after);
    walked.push(...cursors);
    if (next === null) break;
    after = next;
  }
  // Each of the last ones has a whole page behind it.
  const last = walked.slice(Math.max(0, total - wanted - 28), Math.max(0, total - 28));
  return { first: first.slice(0, wanted), last, position: total - last.length - 28 };
}

/** The cursors of the first pages of a listing. */
export async function cursorsFrom(server: Server, filter: object | undefined, pages: number): Promise<string[]> {
  const found: string[] = [];
  for (let after: string | null = null, turn = 0; turn < pages; turn += 1) {
    const { cursors, next } = await page(server, filter, after);
    found.push(...cursors);
    if (next === null) return found.slice(0, Math.max(1, found.length - 28));
    after = next;
  }
  return found;
}

async function page(
  { port }: Server, filter: object | undefined, after: string | null,
): Promise<{ readonly cursors: readonly string[]; readonly next: string | null; readonly total: number }> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: QUERY, variables: { filter, after } }),
  });
  const { products: { edges, pageInfo, totalCount } } = ((await response.json()) as Answer).data;
  return {
    cursors: edges.map(({ cursor }) => cursor), next: pageInfo.hasNextPage ? pageInfo.endCursor : null, total: totalCount,
  };
}
