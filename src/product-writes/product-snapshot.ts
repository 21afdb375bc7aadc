import type { Finding, StoredDocument } from '../../migrations/index.js';
import { readDetail, recognise, revisionOf } from '../../migrations/index.js';
import type { ProductDetailDTO } from '../catalog/dto/product-list.dto.js';
import { toProductDetailDto } from '../catalog/product.mapper.js';
import { idText } from '../listing/product-id.js';
import { readProduct } from '../products/read-product.js';
import { tagsOf } from './entity-tag.js';
import { findingsOf } from './stored-product.js';

/** A stored product as an admin sees it: public or not, mapped or refused. Plain JSON. */
export interface ProductSnapshot {
  readonly _id: string;
  readonly state: 'product' | 'failing' | 'unrecognised';
  /** The version that is stored; `null` where it is of none. */
  readonly storedVersion: number | null;
  /** As the latest version counts it; `null` where there is no product. */
  readonly revision: number | null;
  readonly status: string | null;
  /** What `If-Match` takes; `null` where there is no product. */
  readonly etag: string | null;
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
  /** What the public page shows, whatever the status. */
  readonly product: ProductDetailDTO | null;
  /** Why the mapping refuses the document. */
  readonly findings: readonly Finding[];
}

/** Shows a stored document of any version. */
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
