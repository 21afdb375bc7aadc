import { LRUCache } from 'lru-cache';
import type { ProductListDTO } from './dto/product-list.dto.js';

/** The maximum size of the JSON whose objects are cached: about a thousand products, those on the popular pages. */
const MAX_JSON_BYTES = 4 * 1024 * 1024;

interface Parsed {
  readonly hash: number;
  readonly product: ProductListDTO;
  readonly bytes: number;
}

/**
 * Serialized JSON as objects, for GraphQL: products on popular pages are parsed once. The objects are shared and must
 * not be modified.
 */
export class ParsedEntries {
  private readonly kept = new LRUCache<number, Parsed>({
    maxSize: MAX_JSON_BYTES,
    sizeCalculation: ({ bytes }) => bytes,
  });

  /** The object of a row's entry. @param hash the row's content hash */
  of(row: number, hash: number, entry: Uint8Array): ProductListDTO {
    const kept = this.kept.get(row);
    if (kept?.hash === hash) return kept.product;
    const product = JSON.parse(
      Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength).toString(),
    ) as ProductListDTO;
    this.kept.set(row, { hash, product, bytes: entry.byteLength });
    return product;
  }
}
