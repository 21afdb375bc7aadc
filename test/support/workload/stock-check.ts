import type { StoredDocument } from '../../../migrations/index.js';
import type { Ledger } from './ledger.js';
import { productOf } from './tracked-product.js';
import type { Violation } from './workload-context.js';

/** Beyond this number of unknown changes, not every subset is tried. */
const EXACT_UP_TO = 16;

/** Whether some subset of the changes (all, none, any) adds up to a sum. */
export function isSumOf(changes: readonly number[], sum: number): boolean {
  if (changes.length > EXACT_UP_TO) {
    const least = changes.filter((change) => change < 0).reduce((total, change) => total + change, 0);
    const most = changes.filter((change) => change > 0).reduce((total, change) => total + change, 0);
    return sum >= least && sum <= most;
  }
  let sums = new Set([0]);
  for (const change of changes) sums = new Set([...sums, ...[...sums].map((one) => one + change)]);
  return sums.has(sum);
}

/** Transfers between products leave the total stock unchanged: a transfer happens as a whole or not at all. */
export function stockSumProblem(ledger: Ledger, stored: ReadonlyMap<string, StoredDocument>): Violation[] {
  const moved = ledger.list.filter(({ isStock }) => isStock);
  const before = moved.reduce((sum, { product }) => sum + (product?.inventory.quantity ?? 0), 0);
  const after = moved.reduce((sum, { key }) => {
    const document = stored.get(key);
    return sum + ((document === undefined ? undefined : productOf(document)?.inventory.quantity) ?? 0);
  }, 0);
  const surplus = after - before - ledger.stockAdded.ok;
  return isSumOf(ledger.stockAdded.unknown, surplus)
    ? []
    : [{ kind: 'stock-sum', detail: `All moved products together have ${surplus} pieces more than they should` }];
}
