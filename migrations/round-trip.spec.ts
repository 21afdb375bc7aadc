import { describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { demoProducts } from '../src/demo-data/demo-products.js';
import { generateProducts } from '../src/demo-data/generate-products.js';
import { downgrade, upgradeToLatest } from './index.js';
import type { StoredDocument } from './index.js';

const { serialize } = mongo.BSON;
const documents = [...demoProducts(), ...generateProducts({ count: 300, seed: 3, irregular: 0.5 })] as StoredDocument[];

describe('upgrade and downgrade', () => {
  it('maps every demo product and every generated form', () => {
    const failing = documents.map((document) => upgradeToLatest(document)).filter(({ ok }) => !ok);
    expect(failing).toEqual([]);
  });

  it('downgrade takes an upgrade back byte for byte', () => {
    for (const document of documents) {
      const up = upgradeToLatest(document);
      if (!up.ok) continue;
      const down = downgrade(up.value.document);
      expect(down.ok).toBe(true);
      if (down.ok) expect(Buffer.from(serialize(down.value.document)).equals(Buffer.from(serialize(document)))).toBe(true);
    }
  });
});
