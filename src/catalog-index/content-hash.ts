import type { Product } from '../../migrations/index.js';
import { idKey } from '../listing/product-id.js';

/**
 * A hash of a product's content and `_id`: equal content, equal hash, whatever the stored version. The `_id`'s type
 * counts: a string and an ObjectId of the same digits are two products. Page views and purchases do not count: they
 * change with every visitor, and only the order by popularity depends on them.
 */
export function contentHash(product: Product): number {
  const { discovery: { views: _views, purchases: _purchases, ...discovery }, ...content } = product;
  return textHash(idKey(product.id) + JSON.stringify({ ...content, discovery }));
}

/** A 53-bit hash of a text (cyrb53, public domain). */
export function textHash(text: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
}

/** What a set of products comes to, in whatever order they were put in: equal digests, equal products. */
export class ContentDigest {
  private high = 0;
  private low = 0;

  /** Puts a hash in, or takes it out again. */
  toggle(hash: number): void {
    this.high ^= Math.floor(hash / 4294967296);
    this.low ^= hash % 4294967296;
  }

  equals(other: ContentDigest): boolean {
    return this.high === other.high && this.low === other.low;
  }
}
