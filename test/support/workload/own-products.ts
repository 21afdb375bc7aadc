import type { Collection } from 'mongodb';
import { setTimeout as sleep } from 'node:timers/promises';

import type { StoredDocument } from '../../../migrations/index.js';
import { generateProducts, type ShapeShares } from '../../../packages/demo-products/generate-products.js';
import type { Random } from '../../../packages/demo-products/random.js';
import { asOutcome, byId } from './counter-writes.js';
import { productOf, TrackedProduct } from './tracked-product.js';
import type { Ending, WorkloadContext } from './workload-context.js';

/** The number of generated products reserved for one writer. */
const PLACES_PER_WRITER = 1_000_000;

/** A fence whose owner dies stays in place until another process takes over. */
const SEEN_WITHIN_MS = 30_000;
const SEEN_AGAIN_MS = 50;

/** Where a writer's own products are stored, and how they are generated. */
export interface OwnProductsOptions {
  readonly context: WorkloadContext;
  readonly products: Collection;
  readonly random: Random;
  readonly writer: string;
  /** Distinguishes writers: each generates products from its own part of the series. */
  readonly number: number;
  readonly seed: number;
  readonly bypassDocumentValidation: boolean;
}

/**
 * Products that one outside writer creates, deletes and recreates, in every shape, whatever the service's current one.
 */
export class OwnProducts {
  private readonly alive: TrackedProduct[] = [];
  private readonly deleted: TrackedProduct[] = [];
  private made = 0;

  constructor(private readonly options: OwnProductsOptions) {}

  /** Creates a new product. */
  async insert(): Promise<void> {
    const document = this.next();
    const product = new TrackedProduct(document._id, undefined, false);
    this.options.context.ledger.add(product);
    if (await this.put('insert', product, document)) this.alive.push(product);
  }

  /** Deletes one of its own products. */
  async delete(): Promise<void> {
    const { context, products } = this.options;
    const product = this.take(this.alive);
    if (product === undefined) return this.insert();
    product.passesFence = true;
    product.lives.begin({ number: 0, product: undefined });
    let found = 0;
    const remove = (): Promise<Ending> =>
      context.attempt('delete', async () => {
        found = (await products.deleteOne(byId(product.id))).deletedCount;
      });
    const ending = await this.untilSeen(remove, (ended) => ended !== 'ok' || found > 0);
    product.lives.end(asOutcome(ending));
    if (ending === 'ok' && found === 0)
      context.violate({
        kind: 'missing-on-write',
        product: product.key,
        detail: 'delete: the product was not there to be deleted',
      });
    if (ending === 'ok') this.deleted.push(product);
  }

  /** Recreates a deleted product under the same `_id`, with different content. */
  async insertAgain(): Promise<void> {
    const product = this.take(this.deleted);
    if (product === undefined) return this.delete();
    if (await this.put('insert again', product, { ...this.next(), _id: product.id })) this.alive.push(product);
  }

  private async put(name: string, product: TrackedProduct, content: StoredDocument): Promise<boolean> {
    const { context, products, writer, bypassDocumentValidation } = this.options;
    const number = Math.max(0, ...product.lives.possible().map((life) => life.number), this.made) + 1;
    const document = { ...content, workload: { writer, life: number } };
    product.passesFence ||= bypassDocumentValidation;
    product.lives.begin({ number, product: productOf(document) });
    const insert = (): Promise<Ending> =>
      context.attempt(name, async () => {
        await products.insertOne({ ...document } as never, { bypassDocumentValidation });
      });
    const ending = await this.untilSeen(insert, (ended) => ended !== 'duplicate');
    product.lives.end(asOutcome(ending));
    if (ending === 'duplicate')
      context.violate({
        kind: 'resurrected-product',
        product: product.key,
        detail: `${name}: a product that is not there was there`,
      });
    // A product whose write has an unknown outcome is not touched again.
    return ending === 'ok';
  }

  /**
   * Writes that bypass a fence appear in the new collection shortly after the rename: until then the earlier write is
   * not there.
   */
  private async untilSeen(write: () => Promise<Ending>, isAsExpected: (ending: Ending) => boolean): Promise<Ending> {
    const { bypassDocumentValidation, context } = this.options;
    for (const until = performance.now() + SEEN_WITHIN_MS; ; await sleep(SEEN_AGAIN_MS)) {
      const ending = await write();
      if (!bypassDocumentValidation || isAsExpected(ending) || performance.now() > until) return ending;
      context.note('looked for again');
    }
  }

  private next(): StoredDocument {
    const { random, number, seed } = this.options;
    const shape = random.weighted({ v0: 20, v1: 40, v1Later: 15, v2: 25 } satisfies ShapeShares);
    const from = (number + 1) * PLACES_PER_WRITER + this.made++;
    const [document] = generateProducts({ count: 1, seed, from, shares: { [shape]: 1 } });
    if (document === undefined) throw new Error('No product was generated');
    return document as StoredDocument;
  }

  private take(products: TrackedProduct[]): TrackedProduct | undefined {
    return products.length === 0
      ? undefined
      : products.splice(this.options.random.integer(0, products.length - 1), 1)[0];
  }
}
