import type { mongo } from 'mongoose';
import type { Product, StoredDocument } from '../../../migrations/index.js';
import { isPublic } from '../../listing/filters.js';
import { listingProjection } from '../../storage/projections.js';
import { readProduct } from '../../storage/read-product.js';

/** What the probes ask for: taken from the data, so that the answers are full pages of what customers ask most. */
export interface ProbeValues {
  readonly category: string;
  readonly metal: string;
  readonly stone: string;
  /** `_id`s of public products; at most as many as the largest page has. */
  readonly ids: readonly unknown[];
  /** `_id`s of products that a combined filter selects: the frequent category and the frequent metal. */
  readonly combinedIds: readonly unknown[];
  readonly slug: string;
}

/** Documents that are looked at to choose values. */
const SAMPLE = 1_000;
const MOST_IDS = 100;

/**
 * Chooses values by what is most frequent in a sample of the collection. Where there is nothing to choose from, the
 * values are the vocabulary's: the same commands are sent, and find nothing.
 */
export async function chooseProbeValues(collection: mongo.Collection<StoredDocument & { _id: unknown }>, signal?: AbortSignal): Promise<ProbeValues> {
  const tally = new Tally();
  const small = (await collection.estimatedDocumentCount()) <= SAMPLE;
  // On a small collection `$sample` would sort all of it at random: the first documents do as well.
  const stages = small ? [{ $limit: SAMPLE }] : [{ $sample: { size: SAMPLE } }];
  const cursor = collection.aggregate<StoredDocument>([...stages, { $project: listingProjection() }], { batchSize: 100 });
  for await (const document of cursor) {
    signal?.throwIfAborted();
    const reading = readProduct(document);
    if (reading.kind === 'product' && isPublic(reading.product)) tally.add(reading.product);
  }
  return tally.values();
}

interface Seen {
  readonly id: unknown;
  readonly category: string;
  readonly metal: string;
  readonly slug: string;
}

/** Counts values, and keeps of each product no more than is needed to name it. */
class Tally {
  private readonly counts = { category: new Map<string, number>(), metal: new Map<string, number>(), stone: new Map<string, number>() };
  private readonly seen: Seen[] = [];

  add(product: Product): void {
    const { category, materialSpecs: { metal, stone }, id, slug } = product;
    count(this.counts.category, category);
    count(this.counts.metal, metal.type);
    if (stone !== undefined) count(this.counts.stone, stone.type);
    this.seen.push({ id, category, metal: metal.type, slug });
  }

  values(): ProbeValues {
    const category = mostFrequent(this.counts.category) ?? 'rings';
    const metal = mostFrequent(this.counts.metal) ?? '14k-gold';
    const both = this.seen.filter((product) => product.category === category && product.metal === metal);
    return {
      category, metal,
      stone: mostFrequent(this.counts.stone) ?? 'diamond',
      ids: this.seen.slice(0, MOST_IDS).map(({ id }) => id),
      combinedIds: both.slice(0, MOST_IDS).map(({ id }) => id),
      slug: this.seen[0]?.slug ?? 'product',
    };
  }
}

function count(counts: Map<string, number>, value: string): void {
  counts.set(value, (counts.get(value) ?? 0) + 1);
}

function mostFrequent(counts: ReadonlyMap<string, number>): string | undefined {
  let best: string | undefined;
  for (const [value, number] of counts) if (best === undefined || number > (counts.get(best) ?? 0)) best = value;
  return best;
}
