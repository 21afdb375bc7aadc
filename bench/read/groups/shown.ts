import { setTimeout as sleep } from 'node:timers/promises';

import type { Collection, Document } from 'mongodb';

import type { Server } from '../child.js';

const POLL_MS = 10;
const WITHIN_MS = 300_000;

/** Waits until a service shows a product at a previously unused price, and thus all writes up to that one. */
export async function untilPriced(server: Server, price: number): Promise<void> {
  const url = `http://127.0.0.1:${server.port}/api/products?sort=price&limit=1&priceMin=${price}&priceMax=${price}`;
  for (const deadline = performance.now() + WITHIN_MS; performance.now() < deadline; await sleep(POLL_MS)) {
    const response = await fetch(url);
    const { pagination } = (await response.json()) as { readonly pagination?: { readonly total: number } };
    if (response.status === 200 && (pagination?.total ?? 0) > 0) return;
  }
  throw new Error(`${server.name} did not show a write within ${WITHIN_MS / 1000} s`);
}

let marks = 0;

/** A price that no product has. */
export function nextMark(): number {
  marks += 1;
  return 900_000_000 + marks;
}

/** Waits until a service has applied everything that others have written so far. */
export async function shown(server: Server, products: Collection<Document>): Promise<void> {
  const price = nextMark();
  const filter = { schemaVersion: 2, 'metadata.status': 'active' };
  const priced = (value: number): Document => ({ $set: { 'pricing.basePrice': value } });
  const before = await products.findOneAndUpdate(filter, priced(price), { sort: { _id: 1 } });
  await untilPriced(server, price);
  await products.updateOne({ _id: before?._id } as never, priced(Number(before?.['pricing'].basePrice)));
}
