import { Injectable } from '@nestjs/common';

import { Collections } from '../database/collections.js';
import { whyUnservable } from '../products/servability.js';
import { idOf } from '../collection-swap/stored-bytes.js';

/** Maximum number of documents listed. Anyone with more needs more than a list. */
const MOST = 10_000;
const BATCH = 500;

/** Lists the products that cannot be served, whether or not a migration has come across them. */
export abstract class UnservableDocuments {
  /** Their `_id`s, at most ten thousand. */
  abstract ids(): Promise<readonly unknown[]>;
}

/** Finds them by reading every document of the collection, for a process without the catalog in memory. */
@Injectable()
export class ScannedDocuments implements UnservableDocuments {
  constructor(private readonly collections: Collections) {}

  async ids(): Promise<readonly unknown[]> {
    const cursor = this.collections.products.find({}, { raw: true, batchSize: BATCH });
    const found: unknown[] = [];
    for await (const document of cursor) {
      const bytes = document as unknown as Uint8Array;
      if (whyUnservable(bytes) !== undefined) found.push(idOf(bytes));
      if (found.length === MOST) break;
    }
    return found;
  }
}
