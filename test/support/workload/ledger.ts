import { BSON, type Collection } from 'mongodb';

import type { Outcome } from './outcome.js';
import { TrackedProduct } from './tracked-product.js';

/** What the workload did to the service by keys that may be sent twice. */
export interface KeyedCreate {
  readonly name: string;
  outcome: Outcome;
}

/** Everything that the workload knows: each product that was there, and each write since. */
export class Ledger {
  readonly products = new Map<string, TrackedProduct>();
  /** Products made under an Idempotency-Key: each name may be there once. */
  readonly creates: KeyedCreate[] = [];
  /** Changes of stock that are no move from one product to another. */
  readonly stockAdded: { ok: number; readonly unknown: number[] } = { ok: 0, unknown: [] };
  /** Counters whose writer goes past validation, which a fence does not stop. */
  readonly bypassing = new Set<string>();

  /** The same products in the order in which they became known. */
  readonly list: TrackedProduct[] = [];
  private readonly createNames = new Set<string>();

  /** Takes note of every product of a collection as it is, byte for byte. */
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

  /** Whether a product of this name may have been made without anybody knowing its id yet. */
  isCreate(name: string): boolean {
    return this.createNames.has(name);
  }

  /** How many products may be there whose id nobody was told (yet). */
  get unknownCreates(): number {
    return this.creates.filter(({ outcome }) => outcome === 'unknown').length;
  }

  /** Takes note of a product that is about to be made under a key. */
  addCreate(create: KeyedCreate): KeyedCreate {
    this.creates.push(create);
    this.createNames.add(create.name);
    return create;
  }

  get(key: string): TrackedProduct | undefined {
    return this.products.get(key);
  }

  /** Products that were there from the start: writers change them but never delete them. */
  get base(): TrackedProduct[] {
    return [...this.products.values()].filter(({ raw }) => raw !== undefined);
  }

  /**
   * Sets aside products whose stock is moved: every one of a shape that keeps one plain number, with enough to move.
   * No other writer touches their stock.
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

/** Whether `available` (v1) or `quantity` (v2) is a number that an increment changes and the mapping reads. */
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
