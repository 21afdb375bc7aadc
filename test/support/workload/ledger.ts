import { BSON, type Collection } from 'mongodb';

import type { Outcome } from './outcome.js';
import { TrackedProduct } from './tracked-product.js';

/** A request to the service under a key, which may be sent twice. */
export interface KeyedCreate {
  readonly name: string;
  outcome: Outcome;
}

/** Everything that the workload knows: every original product, and every write since. */
export class Ledger {
  readonly products = new Map<string, TrackedProduct>();
  /** Products created under an Idempotency-Key: each name may exist only once. */
  readonly creates: KeyedCreate[] = [];
  /** Changes of stock other than transfers between products. */
  readonly stockAdded: { ok: number; readonly unknown: number[] } = { ok: 0, unknown: [] };
  /** Counters of writers that bypass validation, and thus the fence. */
  readonly bypassing = new Set<string>();

  /** The same products in the order in which they became known. */
  readonly list: TrackedProduct[] = [];
  private readonly createNames = new Set<string>();

  /** Records every product of a collection, byte for byte. */
  static async of(products: Collection): Promise<Ledger> {
    const ledger = new Ledger();
    for await (const raw of products.find({}, { raw: true })) {
      const bytes = Uint8Array.from(raw as unknown as Uint8Array);
      const { _id } = BSON.deserialize(bytes);
      ledger.add(new TrackedProduct(_id, bytes, true));
    }
    return ledger;
  }

  add(product: TrackedProduct): TrackedProduct {
    this.products.set(product.key, product);
    this.list.push(product);
    return product;
  }

  /** Whether a product of this name may have been created without anybody knowing its id yet. */
  isCreate(name: string): boolean {
    return this.createNames.has(name);
  }

  /** How many products may exist whose id is not known (yet). */
  get unknownCreates(): number {
    return this.creates.filter(({ outcome }) => outcome === 'unknown').length;
  }

  /** Records a product that is about to be created under a key. */
  addCreate(create: KeyedCreate): KeyedCreate {
    this.creates.push(create);
    this.createNames.add(create.name);
    return create;
  }

  get(key: string): TrackedProduct | undefined {
    return this.products.get(key);
  }

  /** Products that existed from the start: writers change them but never delete them. */
  get base(): TrackedProduct[] {
    return [...this.products.values()].filter(({ raw }) => raw !== undefined);
  }

  /**
   * Reserves products for stock transfers: all of a shape that keeps one plain number, with enough stock. No other
   * writer touches their stock.
   */
  reserveStock(count: number): TrackedProduct[] {
    const fit = this.base.filter(
      ({ version, product, raw }) =>
        version !== undefined && version >= 1 && (product?.inventory.quantity ?? 0) >= 10 && hasPlainStock(raw),
    );
    const chosen = fit.slice(0, count);
    for (const product of chosen) product.isStock = true;
    return chosen;
  }
}

/** Whether `available` (v1) or `quantity` (v2) is a number that can be incremented and that the mapping reads. */
function hasPlainStock(raw: Uint8Array | undefined): boolean {
  if (raw === undefined) return false;
  const { inventory, schemaVersion } = BSON.deserialize(raw) as {
    inventory?: Record<string, unknown>;
    schemaVersion?: unknown;
  };
  return (
    typeof inventory?.['quantity'] === 'number' && (schemaVersion === 2 || typeof inventory['available'] === 'number')
  );
}
