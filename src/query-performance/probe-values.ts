import type { mongo } from 'mongoose';
import type { StoredDocument } from '../../migrations/index.js';
import { isPublic } from '../listing/filters.js';
import { readProduct } from '../products/read-product.js';

/** The values that the probes query for, taken from the data. */
export interface ProbeValues {
  /** `_id`s of public products. */
  readonly ids: readonly unknown[];
  readonly slug: string;
}

/** The number of documents from which values are chosen. */
const SAMPLE = 200;
const MAX_IDS = 100;

/**
 * Chooses values from a sample of the collection. If there is nothing to choose from, the commands are still sent and
 * find nothing.
 */
export async function chooseProbeValues(
  collection: mongo.Collection<StoredDocument & { _id: unknown }>,
  signal?: AbortSignal,
): Promise<ProbeValues> {
  const ids: unknown[] = [];
  let slug = 'product';
  const small = (await collection.estimatedDocumentCount()) <= SAMPLE;
  // On a small collection `$sample` would sort all of it randomly: the first documents will do.
  const stages = small ? [{ $limit: SAMPLE }] : [{ $sample: { size: SAMPLE } }];
  const cursor = collection.aggregate<StoredDocument>(stages, { batchSize: 100 });
  for await (const document of cursor) {
    signal?.throwIfAborted();
    const reading = readProduct(document);
    if (reading.kind !== 'product' || !isPublic(reading.product)) continue;
    if (ids.length === 0) ({ slug } = reading.product);
    ids.push(reading.product.id);
    if (ids.length === MAX_IDS) break;
  }
  return { ids, slug };
}
