import { isPlainObject, isPresent, numberOf } from '../bson-value.js';
import type { PlainObject } from '../bson-value.js';
import { getAt } from '../document-path.js';
import type { Target } from '../document-version.js';
import { success } from '../outcome.js';
import type { Finding, Outcome } from '../outcome.js';
import type { StoredDocument } from '../stored-document.js';
import { isAvailable, statusOf } from '../status.js';

/**
 * `inventory.available` and, if there is something to count, `inventory.quantity`: what can be sold now. This shape's
 * own quantity, which includes reserved pieces, moves to `inventory.onHand`.
 */
export function inventory(document: StoredDocument): Outcome<readonly Target[]> {
  const { status } = statusOf(getAt(document, 'metadata.status'));
  const quantity = sellable(document.inventory);
  const available: Target = { path: 'inventory.available', value: isAvailable(status, quantity) };
  if (quantity === undefined) return success([available], uncounted(document.inventory));

  const onHand = getAt(document, 'inventory.quantity');
  return success(
    [
      available,
      { path: 'inventory.quantity', value: quantity },
      ...(isPresent(onHand) ? [{ path: 'inventory.onHand', value: onHand, from: 'inventory.quantity' }] : []),
    ],
    uncounted(document.inventory),
  );
}

/** `available` if it is a number, else `quantity - reserved`; never below 0. */
function sellable(inventory: unknown): number | undefined {
  if (!isPlainObject(inventory)) return undefined;
  const quantity = numberOf(inventory.available) ?? difference(inventory);
  return quantity === undefined ? undefined : Math.max(0, quantity) + 0;
}

/**
 * `quantity - reserved` of an inventory or one of its items; a missing `reserved` is 0. `undefined` without a quantity.
 */
export function difference({ quantity, reserved }: PlainObject): number | undefined {
  const count = numberOf(quantity);
  return count === undefined ? undefined : count - (numberOf(reserved) ?? 0);
}

/** Reports the counts that were ignored because they are not numbers. */
function uncounted(inventory: unknown): readonly Finding[] {
  if (!isPlainObject(inventory) || numberOf(inventory.available) !== undefined) return [];
  return ['quantity', 'reserved'].flatMap((field) =>
    isPresent(inventory[field]) && numberOf(inventory[field]) === undefined
      ? [{ path: 'inventory.quantity', problem: `inventory.${field} is not a number and was not counted` }]
      : [],
  );
}
