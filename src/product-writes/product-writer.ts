import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { mongo } from 'mongoose';
import type { Patch, Product, StoredDocument, Target } from '../../migrations/index.js';
import {
  applyPatch,
  comparison,
  editPatch,
  newDocument,
  slugCopiesOf,
  toGuard,
  toUpdatePipeline,
} from '../../migrations/index.js';
import { ConflictError, UnprocessableError } from '../errors/domain-error.js';
import { idText } from '../listing/product-id.js';
import { Collections } from '../database/collections.js';
import { refusable } from '../products/refused-writes.js';
import { readUniqueIndexes, slugCopiesFor } from '../products/unique-indexes.js';
import { Overtaken } from '../database/write-retry.js';
import { type IfMatch, requireMatch, tagsOf } from './entity-tag.js';
import { blankProduct, type ProductFields, withFields } from './product-fields.js';
import { KeyedMutex } from './keyed-mutex.js';
import { type ProductSnapshot, snapshotOf } from './product-snapshot.js';
import { type WritableProduct, StoredProducts, writable } from './stored-product.js';
import { type PreparedWrite, type WriteAnswer, WriteOnce, type WriteOptions } from './write-once.js';

/** Options of an update. */
export interface ChangeOptions extends WriteOptions {
  /** The product must match one of these tags. */
  readonly ifMatch?: IfMatch | undefined;
}

/** The record of a deleted product. */
export interface DeletedProduct {
  readonly _id: string;
  readonly deleted: true;
  /** The last revision. */
  readonly revision: number;
}

/**
 * The write side of the versioned repository. Products are created in the latest version. Every write also upgrades the
 * document in the same step, on the server, by patch: fields that the write does not name stay byte for byte the same.
 * Each write is a compare-and-set on everything it was computed from, has majority concern, and increments the
 * revision.
 */
@Injectable()
export class ProductWriter {
  private readonly lanes = new KeyedMutex();

  constructor(
    private readonly collections: Collections,
    private readonly stored: StoredProducts,
    private readonly once: WriteOnce,
  ) {}

  /** The stored product, whatever its status and version. Throws `NotFoundError`. */
  async get(id: string): Promise<ProductSnapshot> {
    return snapshotOf(await this.stored.find(id));
  }

  /** Creates a product; missing fields get the catalog's defaults. */
  create(fields: ProductFields, options: WriteOptions = {}): Promise<WriteAnswer<ProductSnapshot>> {
    return this.once.run(async () => {
      const now = new Date();
      const wanted = withFields(blankProduct(), fields);
      // Reading it back fills in the defaults for blank fields, and the slug derived from name and id.
      const { product } = writable(newDocument(wanted, now)).full;
      const copies = slugCopiesFor(await readUniqueIndexes(this.collections.products));
      const document = newDocument(
        product,
        now,
        copies.map((path) => ({ path, value: product.slug })),
      );
      await this.stored.requireFreeSlug(product.slug, document._id);
      return {
        answer: snapshotOf(document),
        apply: async (session) => {
          await refusable(() =>
            this.collections.products.insertOne(document as StoredDocument & { _id: unknown }, { session }),
          );
        },
      };
    }, options);
  }

  /** Updates the given fields of a product. */
  update(id: string, fields: ProductFields, options: ChangeOptions = {}): Promise<WriteAnswer<ProductSnapshot>> {
    return this.change(id, (product) => withFields(product, fields), options);
  }

  /** Adds to the sellable quantity, or subtracts from it. Throws `ConflictError` if it is too low. */
  addToInventory(id: string, delta: number, options: ChangeOptions = {}): Promise<WriteAnswer<ProductSnapshot>> {
    return this.change(
      id,
      (product) => withFields(product, { inventory: { quantity: countedWith(product, delta) } }),
      options,
    );
  }

  /** Deletes a product. */
  delete(id: string, { ifMatch, ...options }: ChangeOptions = {}): Promise<WriteAnswer<DeletedProduct>> {
    return this.lanes.run(id, () =>
      this.once.run(async () => {
        const product = await this.stored.findWritable(id);
        requireMatch(ifMatch, tagsOf(product.full, product.revision));
        const { document } = product;
        const guard = comparison(document);
        return {
          answer: { _id: idText(document._id), deleted: true, revision: product.revision },
          apply: async (session) => {
            const { deletedCount } = await this.collections.products.deleteOne(
              { _id: document._id, ...toGuard(document, guard) } as Record<string, unknown>,
              { session },
            );
            if (deletedCount !== 1) throw await this.guardFailure(document, session);
          },
        };
      }, options),
    );
  }

  private change(
    id: string,
    edit: (product: Product) => Product,
    { ifMatch, ...options }: ChangeOptions,
  ): Promise<WriteAnswer<ProductSnapshot>> {
    return this.lanes.run(id, () =>
      this.once.run(async () => {
        const stored = await this.stored.findWritable(id);
        requireMatch(ifMatch, tagsOf(stored.full, stored.revision));
        const before = stored.full.product;
        const after = edit(before);
        if (after.slug !== before.slug) await this.stored.requireFreeSlug(after.slug, before.id);
        return this.prepare(stored, { after, also: await this.slugCopies(stored, after.slug) });
      }, options),
    );
  }

  /**
   * If a unique index covers copies of the slug, they are updated too: an outdated copy would block that slug for
   * another product.
   */
  private async slugCopies({ reading, full }: WritableProduct, slug: string): Promise<readonly Target[]> {
    const copies = slug === full.product.slug ? [] : slugCopiesOf(reading.upgraded.document, full.product.slug);
    if (copies.length === 0) return [];
    const indexes = await readUniqueIndexes(this.collections.products);
    return copies.filter((path) => indexes.some(({ key }) => path in key)).map((path) => ({ path, value: slug }));
  }

  /** An older document is upgraded and changed by two updates in one transaction, each with its own guard. */
  private prepare(
    { document, reading, full }: WritableProduct,
    { after, also }: Wanted,
  ): PreparedWrite<ProductSnapshot> {
    const { document: upgraded, patch: upgrade } = reading.upgraded;
    const change = editPatch(upgraded, full.product, after, new Date(), also);
    const result = applyPatch(upgraded, change);
    writable(result);
    const steps: readonly Step[] = [...(upgrade === null ? [] : [[document, upgrade] as const]), [upgraded, change]];
    return {
      answer: snapshotOf(result),
      apply: async (session) => {
        for (const step of steps) {
          if (await this.write(step, session)) continue;
          // After the first step, nobody else can have changed the document: it is locked.
          throw step === steps[0] ? await this.guardFailure(document, session) : incomparable();
        }
      },
    };
  }

  private async write([document, patch]: Step, session: mongo.ClientSession): Promise<boolean> {
    const filter: Record<string, unknown> = { _id: document._id, ...toGuard(document, patch) };
    const { matchedCount } = await refusable(() =>
      this.collections.products.updateOne(filter, toUpdatePipeline(patch), { session }),
    );
    return matchedCount === 1;
  }

  /**
   * Why the guard of a write did not match. Only the transaction itself can tell a document that others have changed
   * from one with a value that never compares as equal: a read outside it may return an older state for as long as the
   * majority lags behind.
   */
  private async guardFailure(expected: StoredDocument, session: mongo.ClientSession): Promise<Error> {
    const present = await this.collections.products.findOne({ _id: expected._id } as Record<string, unknown>, {
      session,
    });
    return isDeepStrictEqual(present, expected)
      ? incomparable()
      : new Overtaken('The document changed since it was read');
  }
}

/** The intended product, and fields to set besides its content. */
interface Wanted {
  readonly after: Product;
  readonly also: readonly Target[];
}

/** A document as expected, and the patch to write to it. */
type Step = readonly [document: StoredDocument, patch: Patch];

function incomparable(): UnprocessableError {
  return new UnprocessableError(
    'This document has values or field names that cannot be compared, so it cannot be written safely; ' +
      'repair it in the database',
  );
}

function countedWith({ inventory: { quantity } }: Product, delta: number): number {
  if (quantity === undefined) throw new ConflictError('This product has no stock count; set inventory.quantity first');
  const wanted = quantity + delta;
  if (wanted < 0) throw new ConflictError(`Only ${quantity} pieces are left; cannot take ${-delta}`, { quantity });
  if (wanted > Number.MAX_SAFE_INTEGER) throw new ConflictError('The quantity would be too large');
  return wanted;
}
