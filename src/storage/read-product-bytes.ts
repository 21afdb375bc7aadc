import { mongo } from 'mongoose';
import type { Finding, Product, StoredDocument } from '../../migrations/index.js';
import { readProduct } from './read-product.js';

/** What the bytes of a stored document turned out to be. */
export type LeanReading =
  | { readonly kind: 'product'; readonly id: unknown; readonly product: Product; readonly version: number }
  | { readonly kind: 'failing'; readonly id: unknown; readonly version: number; readonly failures: readonly Finding[] }
  | { readonly kind: 'unrecognised'; readonly id: unknown };

/** Reads a stored document of any version from its bytes. */
export function readProductBytes(bytes: Uint8Array): LeanReading {
  const document = mongo.BSON.deserialize(bytes, { validation: { utf8: false } }) as StoredDocument;
  const reading = readProduct(document);
  return { ...reading, id: document._id };
}
