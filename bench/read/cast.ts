import { deepStrictEqual } from 'node:assert';

import type { Server } from './child.js';
import { pageRequests, type PageRequests } from './requests.js';
import { startPeer, startService } from './servers.js';
import type { Share, Stage } from './stage.js';

/** All servers compared at one catalog size, running on the same products. */
export interface Cast {
  readonly count: number;
  readonly services: ReadonlyMap<Share, Server>;
  readonly floor: Server;
  readonly documented: Server;
  /** The prices of the public products, ascending. */
  readonly prices: readonly number[];
  stop(): Promise<void>;
}

const PUBLIC = ['active', 'out-of-stock', 'coming-soon'];

/** Starts the peers and one service per share, waits for indexes, and checks that all give the same answers. */
export async function startCast(stage: Stage, count: number, shares: readonly Share[]): Promise<Cast> {
  await stage.fill(count, shares);
  const services = new Map<Share, Server>();
  for (const share of shares) {
    const database = stage.database(count, share);
    const settings = { MONGODB_DATABASE: database, LAZY_UPGRADE: 'read-only' };
    services.set(share, await startService(stage, `service-${share}`, settings));
    await stage.untilIndexed(database);
  }
  const peers = stage.database(count, 'peers');
  const floor = await startPeer(stage, 'floor', peers);
  const documented = await startPeer(stage, 'documented', peers);
  const servers = [...services.values(), floor, documented];
  const prices = await pricesOf(stage, peers);
  const cast: Cast = {
    count,
    services,
    floor,
    documented,
    prices,
    stop: async () => {
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
  await checkAnswers(cast, pageRequests({ prices, name: 'check', count: 5 }));
  return cast;
}

async function pricesOf(stage: Stage, database: string): Promise<number[]> {
  const found = await stage.client
    .db(database)
    .collection('products')
    .find<{ pricing: { basePrice: number } }>({ 'metadata.status': { $in: PUBLIC } })
    .project<{ pricing: { basePrice: number } }>({ _id: 0, 'pricing.basePrice': 1 })
    .toArray();
  return found.map(({ pricing }) => pricing.basePrice).sort((a, b) => a - b);
}

/** The comparison is void if the work differs: every server must return the same products with the same fields. */
async function checkAnswers({ services, floor, documented }: Cast, requests: PageRequests): Promise<void> {
  const { rest, peerRest, graphql, documentedGraphql } = requests;
  for (const [place] of rest.values.entries()) {
    const expected = productsOf(await ask(floor, peerRest, place));
    deepStrictEqual(productsOf(await ask(documented, peerRest, place)), expected);
    const ids = expected.map(({ _id }) => _id);
    deepStrictEqual(idsOf(await ask(documented, documentedGraphql, place)), ids);
    for (const service of services.values()) {
      deepStrictEqual(productsOf(await ask(service, rest, place)), expected);
      deepStrictEqual(idsOf(await ask(service, graphql, place)), ids);
    }
  }
}

interface Listed {
  readonly _id: unknown;
}
type Page = readonly Listed[] | { readonly nodes: readonly Listed[] };

function productsOf(answer: unknown): readonly Listed[] {
  return (answer as { data: readonly Listed[] }).data;
}

function idsOf(answer: unknown): unknown[] {
  const { products } = (answer as { data: { products: Page } }).data;
  return ('nodes' in products ? products.nodes : products).map(({ _id }) => _id);
}

async function ask({ port }: Server, { path, body, values }: PageRequests['rest'], place: number): Promise<unknown> {
  const fill = (text: string): string => text.replace('§', () => values[place] ?? '');
  const response = await fetch(
    `http://127.0.0.1:${port}${fill(path)}`,
    body === undefined
      ? {}
      : {
          method: 'POST',
          body: fill(body),
          headers: { 'content-type': 'application/json' },
        },
  );
  return response.json();
}
