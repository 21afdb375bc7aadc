import type { CreatorKey } from './creators.js';
import type { MetalOption, StoneOption } from './options.js';

/** One hand-written catalog product in short form; `catalogue-document.ts` makes the stored document of it. */
export interface CatalogEntry {
  readonly name: string;
  readonly text: string;
  readonly sub: string;
  readonly price: number;
  /** The price before a reduction. */
  readonly was?: number;
  /** The first metal is the one the product is listed with. */
  readonly metals: readonly MetalOption[];
  /** The first stone is the one the product is listed with. */
  readonly stones?: readonly StoneOption[];
  /** Pieces on hand and pieces reserved. */
  readonly stock: readonly [number, number];
  readonly tags: readonly string[];
  readonly flags?: readonly ('featured' | 'bestseller' | 'newArrival' | 'limitedEdition')[];
  readonly status?: 'active' | 'out-of-stock' | 'coming-soon' | 'inactive' | 'discontinued';
  readonly collection?: string;
  readonly by?: CreatorKey;
  /** The day the product was entered; none for the few documents that never got a date. */
  readonly created?: string;
  /** Top-level fields that a later writer replaced whole; `undefined` takes a field away. */
  readonly replaced?: Readonly<Record<string, unknown>>;
}
