import type { Finding, Product, StoredDocument, Upgraded } from '../../migrations/index.js';
import { recognise, upgradeToLatest } from '../../migrations/index.js';

/** The result of reading a stored document. */
export type ProductReading =
  | {
      readonly kind: 'product';
      readonly product: Product;
      /** The stored version. */
      readonly version: number;
      readonly upgraded: Upgraded;
    }
  /** Recognized, but it cannot be mapped: it is kept unchanged and never served. */
  | { readonly kind: 'failing'; readonly version: number; readonly failures: readonly Finding[] }
  /** Of no known version: it is kept unchanged and never served. */
  | { readonly kind: 'unrecognised' };

/** Recognizes a stored document of any version and upgrades it in memory. Pure; never throws. */
export function readProduct(document: StoredDocument): ProductReading {
  const version = recognise(document);
  if (version === undefined) return { kind: 'unrecognised' };
  const outcome = upgradeToLatest(document);
  if (!outcome.ok) return { kind: 'failing', version: version.version, failures: outcome.failures };
  const { product } = outcome.value;
  return { kind: 'product', product, version: version.version, upgraded: outcome.value };
}
