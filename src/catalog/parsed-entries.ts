import { LRUCache } from 'lru-cache';
import type { ProductListDTO } from './dto/product-list.dto.js';

/** Some 8 MB: the products of the pages that everybody looks at. */
const MAX_OBJECTS = 4_000;

interface Parsed {
  readonly hash: number;
  readonly product: ProductListDTO;
}

/**
 * Ready JSON as objects, for GraphQL: products of popular pages are parsed once. The objects are shared and must not be
 * changed.
 */
export class ParsedEntries {
  private readonly kept = new LRUCache<number, Parsed>({ max: MAX_OBJECTS });

  /** The object of a row's entry. @param hash the row's content hash */
  of(row: number, hash: number, entry: Uint8Array): ProductListDTO {
    const kept = this.kept.get(row);
    if (kept?.hash === hash) return kept.product;
    const product = JSON.parse(
      Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength).toString(),
    ) as ProductListDTO;
    this.kept.set(row, { hash, product });
    return product;
  }
}
