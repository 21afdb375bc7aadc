import type { Finding, Product, StoredDocument, Upgraded } from '../../migrations/index.js';
import { recognise, upgradeToLatest } from '../../migrations/index.js';

/** What a stored document turned out to be. */
export type ProductReading =
  | {
      readonly kind: 'product';
      readonly product: Product;
      /** The version it is stored in. */
      readonly version: number;
      readonly upgraded: Upgraded;
    }
  /** Recognised, but the mapping refuses it: it is kept as it is and never served. */
  | { readonly kind: 'failing'; readonly version: number; readonly failures: readonly Finding[] }
  /** Of no known version: it is kept as it is and never served. */
  | { readonly kind: 'unrecognised' };

/** Recognises a stored document of any version and upgrades it in memory. Pure; never throws. */
export function readProduct(document: StoredDocument): ProductReading {
  const version = recognise(document);
  if (version === undefined) return { kind: 'unrecognised' };
  const outcome = upgradeToLatest(document);
  if (!outcome.ok) return { kind: 'failing', version: version.version, failures: outcome.failures };
  const { product } = outcome.value;
  return { kind: 'product', product, version: version.version, upgraded: outcome.value };
}
