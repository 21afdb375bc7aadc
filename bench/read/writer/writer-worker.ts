// A writer of `products` other than the service, in its own process. It uses only the driver, and nothing from this
// project.
import { setTimeout as sleep } from 'node:timers/promises';

import { type AnyBulkWriteOperation, type Collection, type Document, MongoClient } from 'mongodb';

import type { WriterOrder } from './outside-writer.js';

const TICK_MS = 10;
const BATCH = 1_000;
/** A slow batch must not reduce the rate. */
const MAX_UNDER_WAY = 8;
const ADDED = 'bench-added-';

const [uri = '', database = ''] = process.argv.slice(2);
const client = await MongoClient.connect(uri, { appName: 'bench-writer' });
const products = client.db(database).collection<Document>('products');
const documents = await products.find({ _id: { $not: /^bench-added-/ } as never }, { limit: 20_000 }).toArray();
let running = false;
let added = 0;
let turn = 0;

process.on('message', (order: WriterOrder) => {
  if (order.kind === 'pace') void pace(order.perSecond).then((writes) => process.send?.({ writes }));
  else if (order.kind === 'burst') void burst(order.writes, order.mark).then((writes) => process.send?.({ writes }));
  else running = false;
});
process.send?.({ ready: true });

/** Writes at a fixed rate, one small batch per tick, until told to stop; then deletes what it added. */
async function pace(perSecond: number): Promise<number> {
  running = true;
  let writes = 0;
  const underWay = new Set<Promise<unknown>>();
  const begun = performance.now();
  while (running) {
    const due = Math.floor(((performance.now() - begun) * perSecond) / 1000) - writes;
    if (due > 0 && underWay.size < MAX_UNDER_WAY) {
      const batch = Array.from({ length: Math.min(due, BATCH) }, nextWrite);
      writes += batch.length;
      const write: Promise<unknown> = products
        .bulkWrite(batch, { ordered: true })
        .finally(() => underWay.delete(write));
      underWay.add(write);
    }
    await sleep(TICK_MS);
  }
  await Promise.all(underWay);
  await products.deleteMany({ _id: /^bench-added-/ } as never);
  added = 0;
  return writes;
}

/** Eight edits of price and stock, an added product, a deleted one. */
function nextWrite(): AnyBulkWriteOperation<Document> {
  turn += 1;
  const document = documents[(turn * 7_919) % documents.length] ?? {};
  if (turn % 10 === 0) return { insertOne: { document: addedFrom(document) } };
  if (turn % 10 === 5 && added > 0) return { deleteOne: { filter: { _id: `${ADDED}${added - 1}` } as never } };
  return edit(document);
}

function addedFrom(document: Document): Document {
  const place = added++;
  return { ...document, ...namesOf(document, place), _id: `${ADDED}${place}` };
}

/** A slug of its own, at each shape's path. */
function namesOf(document: Document, place: number): Document {
  const slug = `${ADDED}${place}`;
  const seo = document['seo'] === undefined ? {} : { seo: { ...document['seo'], slug } };
  return { name: `Added ${place}`, slug, ...seo };
}

function edit(document: Document): AnyBulkWriteOperation<Document> {
  const price = 100 + ((turn * 31) % 900_000) / 100;
  const stock = Math.floor(turn / 3) % 50;
  return { updateOne: { filter: { _id: document['_id'] }, update: { $set: changes(document, price, stock) } } };
}

/** Price and stock as a writer of the document's own shape would set them. */
function changes(document: Document, price: number, stock: number): Document {
  return {
    ...(document['basePrice'] === undefined ? {} : { basePrice: price }),
    ...(document['price'] === undefined ? {} : { price }),
    ...(document['pricing'] === undefined ? {} : { 'pricing.basePrice': price }),
    [Array.isArray(document['inventory']) ? 'inventory.0.quantity' : 'inventory.quantity']: stock,
  };
}

/**
 * Edits as fast as possible, using distinct products if there are enough; the last edit sets the price `mark`. Its
 * product is not edited before: a reader that looks up the current state of changed documents would otherwise show the
 * mark at once.
 */
async function burst(writes: number, mark: number): Promise<number> {
  const marked = documents.find(({ metadata, pricing }) => pricing !== undefined && metadata?.status === 'active');
  const edited = documents.filter((document) => document !== marked);
  for (let done = 0; done < writes; done += BATCH) {
    const operations = Array.from({ length: Math.min(BATCH, writes - done) }, () => {
      turn += 1;
      return edit(edited[turn % edited.length] ?? {});
    });
    await (products as Collection).bulkWrite(operations, { ordered: false });
  }
  await products.updateOne({ _id: marked?._id }, { $set: changes(marked ?? {}, mark, 1) });
  return writes + 1;
}
