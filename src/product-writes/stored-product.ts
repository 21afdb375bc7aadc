import { Injectable } from '@nestjs/common';
import type { Finding, StoredDocument } from '../../migrations/index.js';
import { NO_KNOWN_VERSION, readDetail, revisionOf, VERSIONS } from '../../migrations/index.js';
import { ConflictError, NotFoundError, UnprocessableError } from '../errors/domain-error.js';
import { idText, possibleIds, sameId } from '../listing/product-id.js';
import { byIds, Collections } from '../database/collections.js';
import { type FullProduct, READ_TIMEOUT_MS } from '../products/product.repository.js';
import { type ProductReading, readProduct } from '../products/read-product.js';

/** A writable stored document: as it is stored, and upgraded. */
export interface WritableProduct {
  readonly document: StoredDocument;
  readonly reading: Extract<ProductReading, { readonly kind: 'product' }>;
  readonly full: FullProduct;
  /** The revision in the latest version, whatever version is stored. */
  readonly revision: number;
}

/** The maximum number of documents checked for one slug. */
const MAX_SAME = 50;

/** Finds stored documents by id, public or not, mapped or not. */
@Injectable()
export class StoredProducts {
  constructor(private readonly collections: Collections) {}

  /** The document with an id: first the exact string, then an ObjectId and other types with the same text form. */
  async find(id: string): Promise<StoredDocument> {
    const ids = possibleIds(id);
    const found = await this.collections.products.find(byIds(ids), { maxTimeMS: READ_TIMEOUT_MS }).toArray();
    for (const wanted of ids) {
      const match = found.find(({ _id }) => sameId(_id, wanted));
      if (match !== undefined) return match;
    }
    throw new NotFoundError(`There is no product with the id ${id.slice(0, 100)}`);
  }

  /** The same, in writable form. Throws if the document cannot be mapped: such documents are never changed. */
  async findWritable(id: string): Promise<WritableProduct> {
    return writable(await this.find(id));
  }

  /**
   * Throws `ConflictError` if another product has the slug, or an `_id` equal to it, which takes precedence at that
   * address.
   */
  async requireFreeSlug(slug: string, id: unknown): Promise<void> {
    const named = await this.collections.products
      .find(byIds(possibleIds(slug)), { maxTimeMS: READ_TIMEOUT_MS, projection: { _id: 1 } })
      .toArray();
    const namesake = named.find(({ _id }) => !sameId(_id, id));
    if (namesake !== undefined)
      throw new ConflictError(
        `The slug ${slug} is the _id of another product, whose page has that address; use another one`,
      );
    const stored = VERSIONS.flatMap(({ queries }) => queries.slugs.map((path) => ({ ...queries.scope, [path]: slug })));
    const found = await this.collections.products
      .find({ $or: stored }, { maxTimeMS: READ_TIMEOUT_MS, limit: MAX_SAME })
      .toArray();
    const other = found.find((document) => !sameId(document._id, id) && hasSlug(document, slug));
    if (other !== undefined)
      throw new ConflictError(`The slug ${slug} belongs to the product ${idText(other._id)}; use another one`);
  }
}

/** The writable form of a stored document. */
export function writable(document: StoredDocument): WritableProduct {
  const reading = readProduct(document);
  if (reading.kind !== 'product') {
    throw new UnprocessableError(
      'This document cannot be read as a product, so it cannot be changed; repair it in the database',
      problemsOf(reading),
    );
  }
  const { upgraded, product } = reading;
  return {
    document,
    reading,
    full: { product, detail: readDetail(upgraded.document) },
    revision: revisionOf(upgraded.document),
  };
}

/** Why a document cannot be mapped. */
export function findingsOf(reading: ProductReading): readonly Finding[] {
  if (reading.kind === 'failing') return reading.failures;
  return reading.kind === 'unrecognised' ? [NO_KNOWN_VERSION] : [];
}

function problemsOf(reading: ProductReading): { parameter: string; value: undefined; problem: string }[] {
  return findingsOf(reading).map(({ path, problem }) => ({ parameter: path, value: undefined, problem }));
}

function hasSlug(document: StoredDocument, slug: string): boolean {
  const reading = readProduct(document);
  return reading.kind === 'product' && reading.product.slug === slug;
}
