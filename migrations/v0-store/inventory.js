import { isPlainObject } from '../bson-value.js';
import { difference } from '../v1-catalogue/inventory.js';
/** `inventory` as one object: what can be sold of all items together. Nothing where there is no item to count. */
export function inventory(document) {
    const counts = sellablePerItem(document.inventory).filter((count) => count !== undefined);
    return counts.length === 0 ? [] : [{ path: 'inventory', value: { available: Math.max(0, sum(counts)) } }];
}
/**
 * The items with their quantities adjusted so that `wanted` pieces can be sold: more go to the first item that counts,
 * fewer are taken from the items in their order. `undefined` where the inventory is no list.
 */
export function adjustedItems(items, wanted) {
    if (items !== undefined && items !== null && !Array.isArray(items))
        return undefined;
    const list = items ?? [];
    const counts = sellablePerItem(list);
    const countable = counts.filter((count) => count !== undefined);
    if (countable.length === 0)
        return [...list, { quantity: wanted, reserved: 0 }];
    let change = wanted - sum(countable);
    return list.map((item, index) => {
        const count = counts[index];
        if (count === undefined || change === 0)
            return item;
        const step = change > 0 ? change : Math.max(change, -Math.max(0, count));
        change -= step;
        return step === 0 ? item : withMore(item, count, step);
    });
}
function withMore(item, count, step) {
    const reserved = -(difference({ ...item, quantity: 0 }) ?? 0);
    return { ...item, quantity: count + reserved + step };
}
function sellablePerItem(items) {
    if (!Array.isArray(items))
        return [];
    return items.map((item) => (isPlainObject(item) ? difference(item) : undefined));
}
function sum(counts) {
    return counts.reduce((total, count) => total + count, 0);
}
