import type { Server } from './child.js';

const PAGE = 100;
/** The largest page requested from a cursor. */
const LARGEST = 28;

/** Cursors of the products at the start and at the end of a listing in order of price. */
export interface EndCursors {
  readonly first: readonly string[];
  readonly last: readonly string[];
}

const QUERY = `query Cursors($sort: ProductSort!, $after: String) {
  products(sort: $sort, first: ${PAGE}, after: $after) {
    edges { cursor } pageInfo { hasNextPage endCursor }
  }
}`;

interface Answer {
  readonly data: {
    readonly products: {
      readonly edges: readonly { readonly cursor: string }[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    };
  };
}

/** Cursors at both ends, fetched from the API itself: reaching the far end means walking through the whole listing. */
export async function endCursors(server: Server, wanted: number): Promise<EndCursors> {
  const walked: string[] = [];
  for (let after: string | null = null; ;) {
    const { cursors, next } = await page(server, 'PRICE', after);
    walked.push(...cursors);
    if (next === null) break;
    after = next;
  }
  // Each of the last cursors has a whole page after it.
  return { first: walked.slice(0, wanted), last: walked.slice(-wanted - LARGEST, -LARGEST) };
}

/** The cursors of the first pages of a listing. */
export async function cursorsFrom(server: Server, sort: string, pages: number): Promise<string[]> {
  const found: string[] = [];
  for (let after: string | null = null, turn = 0; turn < pages; turn += 1) {
    const { cursors, next } = await page(server, sort, after);
    found.push(...cursors);
    if (next === null) return found.slice(0, Math.max(1, found.length - LARGEST));
    after = next;
  }
  return found;
}

async function page(
  { port }: Server,
  sort: string,
  after: string | null,
): Promise<{ readonly cursors: readonly string[]; readonly next: string | null }> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: QUERY, variables: { sort, after } }),
  });
  const {
    products: { edges, pageInfo },
  } = ((await response.json()) as Answer).data;
  return {
    cursors: edges.map(({ cursor }) => cursor),
    next: pageInfo.hasNextPage ? pageInfo.endCursor : null,
  };
}
