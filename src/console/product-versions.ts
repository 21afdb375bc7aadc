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

/** A place in the upgraded document, and the place in the stored one that it is copied from, byte for byte. */
export interface CopiedField {
  readonly path: string;
  readonly from: string;
}

/** The document as the upgrade would write it. */
export interface MigratedDocument extends ShownDocument {
  /** Whether an upgrade would write anything: a document of the latest version stays as it is. */
  readonly changes: boolean;
  /** Fields that are copied from another place, so that they can be shown beside it. */
  readonly copied: readonly CopiedField[];
  /** Fields that the upgrade sets, and fields that it takes away. */
  readonly set: readonly string[];
  readonly unset: readonly string[];
}

/** One product in all its forms. */
export interface ProductVersions {
  readonly _id: string;
  readonly state: LeanReading['kind'];
  /** The version that it is recognized as; `null` where it is of none. */
  readonly storedVersion: number | null;
  readonly latestVersion: number;
  /** The status that decides whether the public sees it; `null` where there is no product. */
  readonly status: string | null;
  readonly isPublic: boolean;
  readonly stored: ShownDocument;
  /** What the product page answers; `null` where the document cannot be served. */
  readonly answered: ProductDetailDTO | null;
  /** `null` where the mapping refuses the document. */
  readonly migrated: MigratedDocument | null;
  /** Why it cannot be served. */
  readonly findings: readonly Finding[];
  /** What the mapping took for granted, where the document did not say. */
  readonly warnings: readonly Finding[];
}

/** Shows single products as they are stored, as they are answered and as the upgrade would write them. */
@Injectable()
export class ProductForms {
  constructor(private readonly collections: Collections) {}

  /** The forms of the product with an id, served or not. Throws `NotFoundError`. */
  async find(id: string): Promise<ProductVersions> {
    return formsOf(await this.bytesOf(id));
  }

  /** The exact string first, then an ObjectId and the other types that print like it. */
  private async bytesOf(id: string): Promise<Uint8Array> {
    const ids = possibleIds(id);
    const options = { raw: true, timeoutMS: READ_TIMEOUT_MS };
    const found = (await this.collections.products.find(byIds(ids), options).toArray()) as unknown as Uint8Array[];
    for (const wanted of ids) {
      const match = found.find((bytes) => sameId(readProductBytes(bytes).id, wanted));
      if (match !== undefined) return match;
    }
    throw new NotFoundError(`There is no product with the id ${id.slice(0, 100)}`);
  }
}

/** The forms of a stored document. Pure; never throws. */
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

/** A listing may show a document of which a field that it does not need cannot be decoded. */
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
  // Only a server can patch the rarest documents exactly; decoded and encoded here they differ in types at most.
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

/** Old values are kept aside in the document as well, for a rollback. */
function isContent({ path }: CopiedField): boolean {
  return !BOOKKEEPING.some((field) => path === field || path.startsWith(`${field}.`));
}
