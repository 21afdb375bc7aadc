import { afterEach, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';

import { generateProducts } from '../../../packages/demo-products/generate-products.js';
import { eventually } from '../../../test/support/eventually.js';
import { mapBytes } from './map-bytes.js';
import { MappingThreads } from './mapping-threads.js';

// Here a thread ends at once, since the file of its code exists only where the service is built. Threads that work are
// tested by test/integration/mapping-threads.spec.ts.
const documents = Array.from(generateProducts({ count: 150, seed: 2 }), (document) => ({
  id: document['_id'],
  bytes: mongo.BSON.serialize(document),
}));
let threads: MappingThreads | undefined;
afterEach(() => threads?.close());

it('a thread that ends is reported once, and the main thread maps instead', async () => {
  const ended: Error[] = [];
  threads = new MappingThreads(1, (error) => ended.push(error));
  const expected = await mapBytes(documents, 'up');

  expect(await threads.map(documents, 'up')).toEqual(expected);
  await eventually('the end of the thread', () => Promise.resolve(ended.length > 0));
  expect(await threads.map(documents, 'up')).toEqual(expected);
  expect(await threads.handOver(documents, 'up')).toBeUndefined();
  expect(ended).toHaveLength(1);
});

it('without threads, nothing is handed over', async () => {
  threads = new MappingThreads(0, () => undefined);
  expect(await threads.handOver(documents, 'up')).toBeUndefined();
});
