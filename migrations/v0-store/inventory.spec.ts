import { describe, expect, it } from '@jest/globals';
import { adjustedItems } from './inventory.js';

describe('items adjusted to a quantity', () => {
  it.each([
    {
      items: [{ quantity: 5, reserved: 2 }, { quantity: 3 }],
      wanted: 7,
      expected: [{ quantity: 6, reserved: 2 }, { quantity: 3 }],
    },
    {
      items: [{ quantity: 5, reserved: 2 }, { quantity: 3 }],
      wanted: 2,
      expected: [{ quantity: 2, reserved: 2 }, { quantity: 2 }],
    },
    {
      items: [{ quantity: 5, reserved: 2 }, { quantity: 3 }],
      wanted: 0,
      expected: [{ quantity: 2, reserved: 2 }, { quantity: 0 }],
    },
    { items: [{ quantity: 5 }], wanted: 5, expected: [{ quantity: 5 }] },
    { items: [{ quantity: 1, reserved: 4 }], wanted: 2, expected: [{ quantity: 6, reserved: 4 }] },
    { items: [null, 'x', { quantity: 2 }], wanted: 3, expected: [null, 'x', { quantity: 3 }] },
    { items: [], wanted: 3, expected: [{ quantity: 3, reserved: 0 }] },
    { items: undefined, wanted: 3, expected: [{ quantity: 3, reserved: 0 }] },
    { items: [{ sku: 'a' }], wanted: 3, expected: [{ sku: 'a' }, { quantity: 3, reserved: 0 }] },
    { items: { available: 2 }, wanted: 3, expected: undefined },
    { items: 'x', wanted: 3, expected: undefined },
  ])('$items to $wanted → $expected', ({ items, wanted, expected }) => {
    expect(adjustedItems(items, wanted)).toEqual(expected);
  });
});
