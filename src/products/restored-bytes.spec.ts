import { describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';

import { generateProducts } from '../../packages/demo-products/generate-products.js';
import { downgrade, restored, type StoredDocument, upgradeToLatest } from '../../migrations/index.js';
import { BsonWriter } from '../bson/bson-writer.js';
import { restoredBytes } from './restored-bytes.js';
import { upgradeBytes } from './upgrade-bytes.js';

const writer = new BsonWriter();
const stored = Array.from(generateProducts({ count: 400, seed: 11, irregular: 0.5 }), (document) =>
  Buffer.from(mongo.BSON.serialize(document)),
);

/** The upgrade of each document that has one, with its original bytes. */
const upgraded = stored.flatMap((before) => {
  const mapped = upgradeBytes(before, writer);
  return mapped.kind === 'document' && mapped.bytes !== before ? [{ before, after: Buffer.from(mapped.bytes) }] : [];
});

describe('restoredBytes', () => {
  it('returns the exact original bytes of each upgraded document', () => {
    expect(upgraded.length).toBeGreaterThan(200);
    for (const { before, after } of upgraded)
      expect(Buffer.compare(restoredBytes(after, writer) ?? new Uint8Array(), before)).toBe(0);
  });

  it('returns nothing for documents that were not upgraded, and for unreadable ones', () => {
    for (const before of stored.slice(0, 20)) {
      if (!Object.hasOwn(mongo.BSON.deserialize(before), 'legacy')) expect(restoredBytes(before, writer)).toBeNull();
    }
    expect(restoredBytes(Buffer.from([1, 2, 3]), writer)).toBeNull();
  });
});

describe('restored', () => {
  it('equals the downgrade of an unchanged document', () => {
    for (const { before } of upgraded) {
      const outcome = upgradeToLatest(mongo.BSON.deserialize(before) as StoredDocument);
      if (!outcome.ok) continue;
      const down = downgrade(outcome.value.document);
      const expected = down.ok ? down.value.document : undefined;
      expect(mongo.BSON.serialize(restored(outcome.value.document) ?? {})).toEqual(
        mongo.BSON.serialize(expected ?? {}),
      );
    }
  });
});
