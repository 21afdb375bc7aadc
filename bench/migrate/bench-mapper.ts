import { mongo } from 'mongoose';

import { upgradeToLatest, type StoredDocument } from '../../migrations/index.js';
import { BsonWriter } from '../../src/bson/bson-writer.js';
import { decodeDocument } from '../../src/bson/decode-document.js';
import { generateProducts, type ShapeShares } from '../../packages/demo-products/generate-products.js';
import { readProductBytes } from '../../src/products/read-product-bytes.js';
import { upgradeBytes } from '../../src/products/upgrade-bytes.js';
import { printFigures, type Figure } from './figures.js';

const SHAPES: readonly (keyof ShapeShares)[] = ['v0', 'v1', 'v1Later', 'v2'];
const ROUNDS = 7;
/** Documents per shape; beyond a few thousand, only the duration changes. */
const MAX_DOCUMENTS = 10_000;

/**
 * The CPU time of mapping one document, in microseconds (garbage collection included): the best of several rounds,
 * since other load on the machine can only increase it. Needs no database.
 */
export async function benchMapper({
  products,
  seed,
}: {
  readonly products: number;
  readonly seed: number;
}): Promise<void> {
  const count = Math.min(products, MAX_DOCUMENTS);
  const figures = SHAPES.flatMap((shape) => figuresOf(shape, documentsOf(shape, count, seed)));
  await printFigures('mapper', { documents: count, seed }, figures);
}

function documentsOf(shape: keyof ShapeShares, count: number, seed: number): readonly Buffer[] {
  return Array.from(generateProducts({ count, seed, shares: { [shape]: 1 } }), (document) =>
    Buffer.from(mongo.BSON.serialize(document)),
  );
}

function figuresOf(shape: string, documents: readonly Buffer[]): readonly Figure[] {
  const bytes = documents.reduce((total, { length }) => total + length, 0) / documents.length;
  const writer = new BsonWriter();
  const figure = (name: string, work: (document: Buffer) => unknown, goal?: string): Figure => ({
    name: `${shape}: ${name}`,
    unit: 'µs',
    value: microsecondsEach(documents, work),
    ...(goal === undefined ? {} : { goal }),
  });
  return [
    { name: `${shape}: size`, unit: 'bytes', value: bytes },
    figure('decode by the driver', decodeDocument),
    figure('decode and upgradeToLatest', (document) => upgradeToLatest(decodeDocument(document) as StoredDocument)),
    figure('bytes to product', readProductBytes, '≤ 25'),
    figure('bytes to upgraded bytes', (document) => upgradeBytes(document, writer), '≤ 50'),
  ];
}

function microsecondsEach(documents: readonly Buffer[], work: (document: Buffer) => unknown): number {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const before = process.cpuUsage();
    for (const document of documents) work(document);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / documents.length;
  });
  return Math.min(...rounds);
}
