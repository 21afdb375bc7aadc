import { describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { mapped } from '../testing/mapping.js';
import { inventory } from './inventory.js';

const { Int32, Long } = mongo.BSON;
const stock = (available: boolean, quantity?: number, onHand?: unknown): object => ({
  'inventory.available': available,
  ...(quantity === undefined ? {} : { 'inventory.quantity': quantity }),
  ...(onHand === undefined ? {} : { 'inventory.onHand': onHand }),
});
const warned = (values: object): object => ({ ...values, warns: ['inventory.quantity'] });

describe('inventory', () => {
  it.each([
    {
      title: '`available` first',
      doc: { inventory: { available: 3, quantity: 10, reserved: 2 } },
      expected: stock(true, 3, 10),
    },
    { title: '`available` as a Long', doc: { inventory: { available: Long.fromNumber(3) } }, expected: stock(true, 3) },
    { title: '`quantity - reserved`', doc: { inventory: { quantity: 10, reserved: 2 } }, expected: stock(true, 8, 10) },
    {
      title: '`quantity` in its own type on hand',
      doc: { inventory: { quantity: new Int32(4) } },
      expected: stock(true, 4, new Int32(4)),
    },
    { title: 'without `reserved`', doc: { inventory: { quantity: 10 } }, expected: stock(true, 10, 10) },
    {
      title: 'with `reserved` null',
      doc: { inventory: { quantity: 10, reserved: null } },
      expected: stock(true, 10, 10),
    },
    { title: 'never below 0', doc: { inventory: { quantity: 1, reserved: 2 } }, expected: stock(false, 0, 1) },
    { title: '`available` below 0', doc: { inventory: { available: -1 } }, expected: stock(false, 0) },
    { title: '0 is sold out', doc: { inventory: { available: 0 } }, expected: stock(false, 0) },
    { title: '-0 is 0', doc: { inventory: { available: -0 } }, expected: stock(false, 0) },
    {
      title: 'not active',
      doc: { inventory: { available: 5 }, metadata: { status: 'coming-soon' } },
      expected: stock(false, 5),
    },
    {
      title: 'active in any case',
      doc: { inventory: { available: 5 }, metadata: { status: ' ACTIVE' } },
      expected: stock(true, 5),
    },
    {
      title: 'a boolean `available` is no count',
      doc: { inventory: { available: true, quantity: 2 } },
      expected: stock(true, 2, 2),
    },
    { title: 'no inventory', doc: {}, expected: stock(true) },
    { title: 'no inventory and not active', doc: { metadata: { status: 'inactive' } }, expected: stock(false) },
    { title: 'an empty one', doc: { inventory: {} }, expected: stock(true) },
    { title: 'a list', doc: { inventory: [{ quantity: 5 }] }, expected: stock(true) },
    {
      title: 'a `quantity` that is not a number',
      doc: { inventory: { quantity: '5' } },
      expected: warned(stock(true)),
    },
    {
      title: 'a `reserved` that is not a number',
      doc: { inventory: { quantity: 5, reserved: 'x' } },
      expected: warned(stock(true, 5, 5)),
    },
    { title: 'NaN', doc: { inventory: { available: NaN, quantity: 5 } }, expected: stock(true, 5, 5) },
  ])('$title → $expected', ({ doc, expected }) => {
    expect(mapped(inventory, doc)).toEqual(expected);
  });
});
