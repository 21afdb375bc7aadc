import type { Finding, StoredDocument } from '../../migrations/index.js';
import { readDetail, recognise, revisionOf } from '../../migrations/index.js';
import type { ProductDetailDTO } from '../catalog/dto/product-list.dto.js';
import { toProductDetailDto } from '../catalog/product.mapper.js';
import { idText } from '../listing/product-id.js';
import { readProduct } from '../products/read-product.js';
import { tagsOf } from './entity-tag.js';
import { findingsOf } from './stored-product.js';

/** A stored product as admins see it, public or not, even if it cannot be mapped. Plain JSON. */
export interface ProductSnapshot {
  readonly _id: string;
  readonly state: 'product' | 'failing' | 'unrecognised';
  /** The stored version; `null` if it is unknown. */
  readonly storedVersion: number | null;
  /** The revision in the latest version; `null` if the document is not a product. */
  readonly revision: number | null;
  readonly status: string | null;
  /** The tag for `If-Match`; `null` if the document is not a product. */
  readonly etag: string | null;
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
  /** The product as its public page would show it, whatever its status. */
  readonly product: ProductDetailDTO | null;
  /** Why the document cannot be mapped. */
  readonly findings: readonly Finding[];
}

/** The snapshot of a stored document of any version. */
export function snapshotOf(document: StoredDocument): ProductSnapshot {
  const reading = readProduct(document);
  const base = {
    _id: idText(document._id),
    state: reading.kind,
    storedVersion: recognise(document)?.version ?? null,
    findings: findingsOf(reading),
    createdAt: dateText(document.createdAt),
    updatedAt: dateText(document.updatedAt),
  };
  if (reading.kind !== 'product') return { ...base, revision: null, status: null, etag: null, product: null };
  const full = { product: reading.product, detail: readDetail(reading.upgraded.document) };
  const revision = revisionOf(reading.upgraded.document);
  return {
    ...base,
    revision,
    status: reading.product.status,
    etag: tagsOf(full, revision).revision,
    product: toProductDetailDto(full),
  };
}

function dateText(value: unknown): string | null {
  return value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : null;
}
