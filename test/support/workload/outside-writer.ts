import { type ClientSession, type Collection, MongoClient } from 'mongodb';

import { Random } from '../../../packages/demo-products/random.js';
import { byId, increment, incrementInBulk, incrementMany, updateFound } from './counter-writes.js';
import { editContent, editUpdate } from './edits.js';
import { OwnProducts } from './own-products.js';
import { transfer } from './stock-transfer.js';
import type { TrackedProduct } from './tracked-product.js';
import type { WorkloadContext } from './workload-context.js';

/** The relative frequency of each kind of write. */
export interface WriteWeights {
  readonly increment: number;
  readonly insert: number;
  readonly delete: number;
  readonly insertAgain: number;
  readonly edit: number;
  readonly updateMany: number;
  readonly bulkOrdered: number;
  readonly bulkUnordered: number;
  readonly transfer: number;
}

export const USUAL_WRITES: WriteWeights = {
  increment: 40,
  insert: 12,
  delete: 7,
  insertAgain: 4,
  edit: 14,
  updateMany: 3,
  bulkOrdered: 4,
  bulkUnordered: 4,
  transfer: 10,
};

/** Options of a writer. */
export interface OutsideWriterOptions {
  readonly uri: string;
  readonly database: string;
  readonly seed: number;
  readonly number: number;
  /** Bypasses validation, and thus a fence: only the drain guarantees that these writes are kept. */
  readonly bypassDocumentValidation: boolean;
  readonly weights: WriteWeights;
  /** The time between two writes. */
  readonly thinkMs: number;
}

/** The products that a writer may touch. */
export interface Targets {
  /** Products whose counters anybody may increment. */
  readonly all: readonly TrackedProduct[];
  /** Products edited only by this writer. */
  readonly edited: readonly TrackedProduct[];
  readonly stock: readonly TrackedProduct[];
}

const HOT = 50;

/** A writer outside the service: a client of the database that knows nothing about a migration. */
export class OutsideWriter {
  readonly name: string;
  private readonly random: Random;
  private readonly client: MongoClient;
  private readonly products: Collection;
  private readonly own: OwnProducts;
  private edits = 0;

  constructor(
    private readonly context: WorkloadContext,
    private readonly options: OutsideWriterOptions,
    private readonly targets: Targets,
  ) {
    const { uri, database, seed, number, bypassDocumentValidation } = options;
    this.name = `writer${number}`;
    this.random = new Random(seed, number);
    this.client = new MongoClient(uri, {
      appName: `outside-writer-${number}`,
      maxPoolSize: 2,
      connectTimeoutMS: 2_000,
      heartbeatFrequencyMS: 2_000,
      serverSelectionTimeoutMS: 20_000,
      writeConcern: { w: 'majority' },
      readConcern: { level: 'majority' },
    });
    this.products = this.client.db(database).collection('products');
    this.own = new OwnProducts({
      context,
      products: this.products,
      random: this.random,
      writer: this.name,
      number,
      seed,
      bypassDocumentValidation,
    });
    if (bypassDocumentValidation) context.ledger.bypassing.add(this.name).add(`${this.name}Many`);
    for (const product of targets.edited) product.editor = { name: this.name, withPrice: (product.version ?? 0) >= 1 };
  }

  /** Writes until the workload is stopped. */
  async run(): Promise<void> {
    const session = this.client.startSession();
    try {
      while (!this.context.stopped) {
        await this.write(session);
        await this.context.pause(this.options.thinkMs);
      }
    } finally {
      await session.endSession();
      await this.client.close();
    }
  }

  private write(session: ClientSession): Promise<void> {
    const {
      context,
      products,
      name: field,
      options: { bypassDocumentValidation },
    } = this;
    const target = { context, products, field, bypassDocumentValidation };
    switch (this.random.weighted(this.options.weights)) {
      case 'increment':
        return increment(target, this.any());
      case 'updateMany':
        return incrementMany(target, this.several(8));
      case 'bulkOrdered':
        return incrementInBulk(target, this.several(6), true);
      case 'bulkUnordered':
        return incrementInBulk(target, this.several(6), false);
      case 'insert':
        return this.own.insert();
      case 'delete':
        return this.own.delete();
      case 'insertAgain':
        return this.own.insertAgain();
      case 'edit':
        return this.edit();
      case 'transfer':
        return this.move(session);
    }
  }

  private async edit(): Promise<void> {
    const {
      context,
      products,
      options: { bypassDocumentValidation },
    } = this;
    if (this.targets.edited.length === 0) return;
    const product = this.random.pick(this.targets.edited);
    const edit = ++this.edits;
    product.passesFence ||= bypassDocumentValidation;
    product.edits.begin(edit);
    const update = editUpdate(editContent(this.name, edit), { withPrice: product.editor?.withPrice === true });
    product.edits.end(
      await updateFound(context, { name: 'edit', product }, () =>
        products.updateOne(byId(product.id), update, { bypassDocumentValidation }),
      ),
    );
  }

  private async move(session: ClientSession): Promise<void> {
    const [from, to] = this.random.some(this.targets.stock, 2);
    if (from === undefined || to === undefined) return;
    await transfer(this.context, this.products, session, { from, to, pieces: this.random.integer(1, 3) });
  }

  /** Distinct products. */
  private several(count: number): TrackedProduct[] {
    const chosen = new Set<TrackedProduct>();
    while (chosen.size < Math.min(count, this.targets.all.length)) chosen.add(this.random.pick(this.targets.all));
    return [...chosen];
  }

  /** Half of the time one of a few hot products, so that writers collide. */
  private any(): TrackedProduct {
    return this.random.chance(0.5)
      ? this.random.pick(this.targets.all.slice(0, HOT))
      : this.random.pick(this.targets.all);
  }
}
