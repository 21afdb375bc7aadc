import { isPlainObject } from '../bson-value.js';
import type { PlainObject } from '../bson-value.js';
import type { Target } from '../document-version.js';
import type { StoredDocument } from '../stored-document.js';
import { difference } from '../v1-catalogue/inventory.js';

/** `inventory` as one object: the sellable total of all items. Empty if there is no item to count. */
export function inventory(document: StoredDocument): readonly Target[] {
  const counts = sellablePerItem(document.inventory).filter((count) => count !== undefined);
  return counts.length === 0 ? [] : [{ path: 'inventory', value: { available: Math.max(0, sum(counts)) } }];
}

/**
 * The items, with quantities adjusted so that `wanted` pieces can be sold: an increase goes to the first item that
 * counts, a decrease is taken from the items in order. `undefined` if the inventory is not a list.
 */
export function adjustedItems(items: unknown, wanted: number): readonly unknown[] | undefined {
  if (items !== undefined && items !== null && !Array.isArray(items)) return undefined;
  const list: readonly unknown[] = items ?? [];
  const counts = sellablePerItem(list);
  const countable = counts.filter((count) => count !== undefined);
  if (countable.length === 0) return [...list, { quantity: wanted, reserved: 0 }];

  let change = wanted - sum(countable);
  return list.map((item, index) => {
    const count = counts[index];
    if (count === undefined || change === 0) return item;
    const step = change > 0 ? change : Math.max(change, -Math.max(0, count));
    change -= step;
    return step === 0 ? item : withMore(item as PlainObject, count, step);
  });
}

function withMore(item: PlainObject, count: number, step: number): PlainObject {
  const reserved = -(difference({ ...item, quantity: 0 }) ?? 0);
  return { ...item, quantity: count + reserved + step };
}

function sellablePerItem(items: unknown): readonly (number | undefined)[] {
  if (!Array.isArray(items)) return [];
  return (items as readonly unknown[]).map((item) => (isPlainObject(item) ? difference(item) : undefined));
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
