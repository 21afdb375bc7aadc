import { compareSortKeys, sortKeyOf, type SortKey } from '../../../src/listing/sort-orders.js';
import { SHOWN_WITHIN_MS, type WalkSort } from './catalog-reader.js';
import { shownProblem, type ShownProduct } from './expected-content.js';
import type { TrackedProduct } from './tracked-product.js';
import type { WorkloadContext } from './workload-context.js';

/**
 * Orders in which an edit moves a product: one that moves past the reader may legitimately be seen twice or not at all.
 */
const MOVED_BY_EDITS: ReadonlySet<WalkSort> = new Set(['price', '-price', 'name']);

/** Checks one traversal of the whole catalog while others write to it. */
export class WalkCheck {
  private readonly from = performance.now() - SHOWN_WITHIN_MS;
  private readonly seen = new Map<string, number>();
  private last: { readonly key: SortKey; readonly product: TrackedProduct; readonly at: number } | undefined;

  constructor(
    private readonly context: WorkloadContext,
    private readonly sort: WalkSort,
    private readonly how: string,
  ) {}

  /** Adds a page, requested at a given time. */
  page(products: readonly ShownProduct[], since: number): void {
    const to = performance.now();
    for (const shown of products) {
      this.seen.set(shown._id, (this.seen.get(shown._id) ?? 0) + 1);
      const tracked = this.context.ledger.get(shown._id);
      if (tracked === undefined) continue;
      const problem = shownProblem(tracked, shown, { from: since - SHOWN_WITHIN_MS, to });
      if (problem !== undefined) this.violate(problem.kind, shown._id, problem.detail);
      this.checkOrder(tracked, shown, to);
    }
  }

  /** Checks the whole traversal, once the last page has arrived. */
  finish(): void {
    const to = performance.now();
    for (const tracked of this.context.ledger.products.values()) {
      const times = this.seen.get(tracked.key) ?? 0;
      const { maybe, surely } = tracked.shownWithin(this.from, to);
      if (times > 0 && !maybe)
        this.violate('ghost', tracked.key, 'It was shown, but was not there at any time of the traversal');
      if (!surely || this.mayHaveMoved(tracked, to)) continue;
      if (times === 0)
        this.violate('missing-in-walk', tracked.key, 'It was there all the time, but the traversal did not show it');
      if (times > 1) this.violate('twice-in-walk', tracked.key, `The traversal showed it ${times} times`);
    }
    for (const id of this.seen.keys())
      if (this.context.ledger.get(id) === undefined) this.context.note('shown before its making was answered');
    this.context.note(`walks by ${this.how}`);
  }

  private mayHaveMoved(tracked: TrackedProduct, to: number): boolean {
    return MOVED_BY_EDITS.has(this.sort) && tracked.editSeenWithin(this.from, to);
  }

  /** Two consecutive products must be in order, unless one of them was moved in the meantime. */
  private checkOrder(tracked: TrackedProduct, shown: ShownProduct, to: number): void {
    const { product } = tracked;
    if (product === undefined || tracked.lives.hasWrites || !tracked.hasKnownDate) return;
    const key = sortKeyOf(
      { ...product, name: shown.name, pricing: { ...product.pricing, basePrice: shown.pricing.basePrice } },
      this.sort,
    );
    const before = this.last;
    this.last = { key, product: tracked, at: to };
    if (before === undefined || this.mayHaveMoved(tracked, to) || this.mayHaveMoved(before.product, to)) return;
    if (compareSortKeys(this.sort, before.key, key) >= 0)
      this.violate('wrong-order', tracked.key, `It came after ${before.product.key} by ${this.sort}`);
  }

  private violate(kind: string, product: string, detail: string): void {
    this.context.saw(
      { kind, product, detail: `${detail} (${this.how}, by ${this.sort})` },
      this.from,
      this.context.ledger.get(product),
    );
  }
}
