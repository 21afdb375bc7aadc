import type { mongo } from 'mongoose';
import type { StoredDocument } from '../../migrations/index.js';
import { catalogIndexes } from '../../src/indexes/index-definitions.js';
import { upgradeStored } from './catalog-rig.js';

type Products = mongo.Collection<StoredDocument & { _id: unknown }>;

/** The form in which a collection holds the products. */
export type StoredForm = 'legacy' | 'upgraded';

const KEPT: Readonly<Record<StoredForm, string>> = { legacy: 'kept_legacy', upgraded: 'kept_upgraded' };

/** Switches `products` between two collections of the same products, as a migration and its rollback do. */
export class CollectionSwitch {
  private epoch = 0;

  constructor(private readonly db: mongo.Db) {}

  /** Keeps the current documents and their upgrades, byte for byte, for repeated switches. */
  async keep(): Promise<void> {
    for (const name of Object.values(KEPT)) await this.copy('products', name);
    await upgradeStored(this.collection(KEPT.upgraded), () => true);
  }

  /** Puts the kept documents of a form into a collection that can replace `products`. */
  async shadow(form: StoredForm, indexed = true): Promise<string> {
    const name = `products_v2_shadow_${++this.epoch}`;
    await this.copy(KEPT[form], name);
    if (indexed)
      await this.collection(name).createIndexes(
        catalogIndexes().map(({ name, key, partialFilterExpression }) => ({
          name,
          key: { ...key },
          ...(partialFilterExpression === undefined ? {} : { partialFilterExpression: { ...partialFilterExpression } }),
        })),
      );
    return name;
  }

  /** Renames a collection to `products`; the previous one is dropped. */
  async rename(name: string): Promise<void> {
    await this.db.renameCollection(name, 'products', { dropTarget: true });
  }

  /** Prepares a collection of that form and switches to it. */
  async to(form: StoredForm, indexed = true): Promise<void> {
    await this.rename(await this.shadow(form, indexed));
  }

  collection(name: string): Products {
    return this.db.collection(name, { enableUtf8Validation: false });
  }

  private async copy(from: string, to: string): Promise<void> {
    await this.db
      .collection(from)
      .aggregate([{ $out: to }])
      .toArray();
  }
}
