import { describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { idKey, idText, sameId } from './product-id.js';

describe('the id of a product', () => {
  it('has a text and a key whatever it is: one odd document must not keep the others from being served', () => {
    const short = new mongo.Binary(Buffer.from('short'), mongo.Binary.SUBTYPE_UUID);
    const pattern = { at: /a/g };
    const ids = [short, pattern, { at: /b/g }, new mongo.UUID(), 5, 'five', new mongo.ObjectId(), { a: 1 }];
    expect(new Set(ids.map(idKey)).size).toBe(ids.length);
    for (const id of ids) expect([idText(id), sameId(id, id)]).toEqual([expect.any(String), true]);
  });
});
