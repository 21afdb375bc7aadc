import { Injectable } from '@nestjs/common';
import { mongo } from 'mongoose';

import type { Content, Finding, Outcome, PatchContent, StoredDocument, Upgraded } from '../../migrations/index.js';
import { BOOKKEEPING, LATEST_VERSION, readDetail, upgradeToLatest, whyUnrecognised } from '../../migrations/index.js';
import { BsonWriter } from '../bson/bson-writer.js';
import { decodeDocument } from '../bson/decode-document.js';
import type { ProductDetailDTO } from '../catalog/dto/product-list.dto.js';
import { toProductDetailDto } from '../catalog/product.mapper.js';
import { NotFoundError } from '../errors/domain-error.js';
import { messageOf } from '../errors/message-of.js';
import { isPublic } from '../listing/filters.js';
import { idText, possibleIds, sameId } from '../listing/product-id.js';
import { byIds, Collections } from '../database/collections.js';
import { READ_TIMEOUT_MS } from '../products/product.repository.js';
import { type LeanReading, readProductBytes } from '../products/read-product-bytes.js';
import { upgradeBytes } from '../products/upgrade-bytes.js';
import { type ShownDocument, showDocument } from './canonical-json.js';
import { rawDocuments } from '../database/raw-replies.js';

/** A field of the upgraded document, and the stored field from which it is copied byte for byte. */
export interface CopiedField {
  readonly path: string;
  readonly from: string;
}

/** The document as the upgrade would write it. */
export interface MigratedDocument extends ShownDocument {
  /** Whether an upgrade would write anything: a document of the latest version is unchanged. */
  readonly changes: boolean;
  /** Fields copied from another field, so that both can be aligned. */
  readonly copied: readonly CopiedField[];
  /** Fields that the upgrade sets and removes. */
  readonly set: readonly string[];
  readonly unset: readonly string[];
}

/** One product in all its versions. */
export interface ProductVersions {
  readonly _id: string;
  readonly state: LeanReading['kind'];
  /** The recognized version; `null` if there is none. */
  readonly storedVersion: number | null;
  readonly latestVersion: number;
  /** The status, which decides whether the product is public; `null` if it is not a product. */
  readonly status: string | null;
  readonly isPublic: boolean;
  readonly stored: ShownDocument;
  /** The response of the product page; `null` if the document cannot be served. */
  readonly answered: ProductDetailDTO | null;
  /** `null` if the mapping refuses the document. */
  readonly migrated: MigratedDocument | null;
  /** Why it cannot be served. */
  readonly findings: readonly Finding[];
  /** Assumptions of the mapping about missing values. */
  readonly warnings: readonly Finding[];
}

/** Shows single products as stored, as returned and as the upgrade would write them. */
@Injectable()
export class ProductForms {
  constructor(private readonly collections: Collections) {}

  /** The versions of the product with an id, served or not. Throws `NotFoundError`. */
  async find(id: string): Promise<ProductVersions> {
    return formsOf(await this.bytesOf(id));
  }

  /** Looks for the exact string first, then for an ObjectId and other types with the same text. */
  private async bytesOf(id: string): Promise<Uint8Array> {
    const ids = possibleIds(id);
    const options = { maxTimeMS: READ_TIMEOUT_MS };
    const found = await rawDocuments(this.collections.products.find(byIds(ids), options));
    for (const wanted of ids) {
      const match = found.find((bytes) => sameId(readProductBytes(bytes).id, wanted));
      if (match !== undefined) return match;
    }
    throw new NotFoundError(`There is no product with the id ${id.slice(0, 100)}`);
  }
}

/** The versions of a stored document. Pure; never throws. */
export function formsOf(bytes: Uint8Array): ProductVersions {
  const reading = readProductBytes(bytes);
  const base = {
    _id: idText(reading.id),
    state: reading.kind,
    latestVersion: LATEST_VERSION,
    stored: showDocument(bytes),
  };
  const none = { status: null, isPublic: false, answered: null, migrated: null, warnings: [] };
  if (reading.kind === 'unrecognised') return { ...base, ...none, storedVersion: null, findings: whyNot(bytes) };
  if (reading.kind === 'failing') {
    return { ...base, ...none, storedVersion: reading.version, findings: reading.failures };
  }
  const outcome = upgraded(bytes);
  if (!outcome.ok) {
    return { ...base, ...none, state: 'failing', storedVersion: reading.version, findings: outcome.failures };
  }
  const { product, patch, document } = outcome.value;
  return {
    ...base,
    storedVersion: reading.version,
    status: product.status,
    isPublic: isPublic(product),
    answered: toProductDetailDto({ product, detail: readDetail(document) }),
    migrated: migratedOf(bytes, document, patch),
    findings: [],
    warnings: outcome.warnings,
  };
}

/** A listing may show a document with an undecodable field that it does not need. */
function upgraded(bytes: Uint8Array): Outcome<Upgraded> {
  try {
    return upgradeToLatest(decodeDocument(bytes) as StoredDocument);
  } catch (error) {
    return { ok: false, failures: [{ path: '', problem: `Document cannot be decoded: ${messageOf(error)}` }] };
  }
}

function whyNot(bytes: Uint8Array): readonly Finding[] {
  try {
    return whyUnrecognised(decodeDocument(bytes) as StoredDocument);
  } catch {
    return [{ path: '', problem: 'Document cannot be decoded' }];
  }
}

function migratedOf(bytes: Uint8Array, document: StoredDocument, patch: PatchContent | null): MigratedDocument {
  if (patch === null) return { ...showDocument(bytes), changes: false, copied: [], set: [], unset: [] };
  const mapped = upgradeBytes(bytes, new BsonWriter());
  // Only the server can patch the rarest documents exactly; decoding and encoding here changes at most types.
  const after = mapped.kind === 'document' ? mapped.bytes : mongo.BSON.serialize(document);
  return {
    ...showDocument(after),
    changes: true,
    copied: patch.set.flatMap(({ path, content }) => copiesIn(path, content)).filter(isContent),
    set: patch.set.map(({ path }) => path),
    unset: patch.unset,
  };
}

function copiesIn(path: string, content: Content): readonly CopiedField[] {
  if ('stored' in content) return [{ path, from: content.stored.join('.') }];
  if ('fields' in content) return content.fields.flatMap(([key, field]) => copiesIn(`${path}.${key}`, field));
  if ('items' in content) return content.items.flatMap((item, index) => copiesIn(`${path}.${index}`, item));
  return [];
}

/** Old values are also kept in the document, for a rollback. */
function isContent({ path }: CopiedField): boolean {
  return !BOOKKEEPING.some((field) => path === field || path.startsWith(`${field}.`));
}
