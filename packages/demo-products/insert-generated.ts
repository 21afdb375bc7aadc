import type { Collection, Document } from 'mongodb';

import { type GenerateOptions, generateProducts } from './generate-products.js';

const BATCH = 1000;

/**
 * Stores generated products, a thousand at a time; an existing id fails with the driver's error.
 * @returns the number of stored products
 */
export async function insertGenerated(
  collection: Collection,
  options: GenerateOptions,
  onProgress?: (inserted: number) => void,
): Promise<number> {
  let inserted = 0;
  let batch: Document[] = [];
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    inserted += (await collection.insertMany(batch, { ordered: false })).insertedCount;
    batch = [];
    onProgress?.(inserted);
  };
  for (const document of generateProducts(options)) {
    batch.push(document);
    if (batch.length === BATCH) await flush();
  }
  await flush();
  return inserted;
}
