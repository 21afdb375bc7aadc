// Maps documents by two threads and by the main thread, and prints whether the results are the same. A process of its
// own, because threads of a test would not find the sources.
import { isDeepStrictEqual } from 'node:util';

import fc from 'fast-check';
import { mongo } from 'mongoose';

import { arbitraryDocuments } from '../../migrations/testing/arbitrary-document.js';
import { generateProducts } from '../../packages/demo-products/generate-products.js';
import { mapBytes } from '../../src/batch-migration/mapping/map-bytes.js';
import { MappingThreads } from '../../src/batch-migration/mapping/mapping-threads.js';
import { eventually } from './eventually.js';

const { SEED = '1' } = process.env;
const documents = [
  ...generateProducts({ count: 500, seed: Number(SEED) }),
  ...fc.sample(arbitraryDocuments, { numRuns: 500, seed: Number(SEED) }),
].map((document, index) => ({ id: index, bytes: Buffer.from(mongo.BSON.serialize(document as mongo.Document)) }));

const threads = new MappingThreads(2, (error) => {
  process.stderr.write(`${error.message}\n`);
});
await eventually('threads that have started', async () => (await threads.handOver(documents, 'up')) !== undefined);
for (const direction of ['up', 'down'] as const) {
  const results = await Promise.all([
    threads.handOver(documents, direction),
    threads.handOver(documents.slice(100), direction),
    mapBytes(documents, direction),
    mapBytes(documents.slice(100), direction),
  ]);
  const [one, other, expected, otherExpected] = results.map((mapped) => mapped && comparable(mapped));
  process.stdout.write(
    `${direction} ${isDeepStrictEqual([one, other], [expected, otherExpected]) ? 'same' : 'other'}\n`,
  );
}
await threads.close();

function comparable({ documents: mapped, refused, onServer }: Awaited<ReturnType<typeof mapBytes>>): object {
  const withHex = ({ id, bytes }: { id: unknown; bytes: Uint8Array }): unknown[] => [
    id,
    Buffer.from(bytes).toString('hex'),
  ];
  return { mapped: mapped.map(withHex), refused, onServer: onServer.map(withHex) };
}
