import { type ClientSession, type Collection, type Document, type Filter, MongoError } from 'mongodb';

import { isFence } from './outcome.js';
import type { Outcome } from './outcome.js';
import type { TrackedProduct } from './tracked-product.js';
import type { WorkloadContext } from './workload-context.js';

/** A transfer of stock from one product to another. */
export interface Transfer {
  readonly from: TrackedProduct;
  readonly to: TrackedProduct;
  readonly pieces: number;
}

type Attempt = Outcome | 'again';

const COMMIT_TRIES = 5;
const WITHIN_MS = 60_000;

/** Transfers stock in one transaction, so that every reader sees the same total. */
export async function transfer(
  context: WorkloadContext,
  products: Collection,
  session: ClientSession,
  wanted: Transfer,
): Promise<void> {
  const since = performance.now();
  let attempt: Attempt = 'again';
  while (attempt === 'again' && performance.now() - since < WITHIN_MS) {
    attempt = await once(context, products, session, wanted);
    if (attempt === 'again') await context.pause(5);
    if (context.stopped) break;
  }
  const outcome: Outcome = attempt === 'again' ? 'fail' : attempt;
  if (outcome === 'ok') context.writes.answered(since);
  context.note(`transfer: ${outcome}`);
  wanted.from.moveStock(-wanted.pieces, outcome);
  wanted.to.moveStock(wanted.pieces, outcome);
}

async function once(
  context: WorkloadContext,
  products: Collection,
  session: ClientSession,
  { from, to, pieces }: Transfer,
): Promise<Attempt> {
  session.startTransaction({ readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority' } });
  try {
    const moved =
      (await move(products, session, { product: from, pieces: -pieces })) &&
      (await move(products, session, { product: to, pieces }));
    if (!moved) {
      await session.abortTransaction();
      return 'fail';
    }
  } catch (error) {
    await session.abortTransaction().catch(() => undefined);
    if (isFence(error)) context.note('fenced attempts');
    // Nothing was committed, so nothing has happened.
    return isFence(error) || isTransient(error) ? 'again' : 'fail';
  }
  return commit(session);
}

async function commit(session: ClientSession): Promise<Attempt> {
  for (let attempt = 1; ; attempt++) {
    try {
      await session.commitTransaction();
      return 'ok';
    } catch (error) {
      const isUnknown = error instanceof MongoError && error.hasErrorLabel('UnknownTransactionCommitResult');
      if (!isUnknown) return isTransient(error) ? 'again' : 'unknown';
      if (attempt === COMMIT_TRIES) return 'unknown';
    }
  }
}

/**
 * Queries for the document in the shape of each version, like a writer that knows them; false if there is too little
 * stock.
 */
async function move(
  products: Collection,
  session: ClientSession,
  { product, pieces }: { readonly product: TrackedProduct; readonly pieces: number },
): Promise<boolean> {
  for (const { filter, update } of stockUpdates(pieces)) {
    const { matchedCount } = await products.updateOne({ _id: product.id, ...filter } as Filter<Document>, update, {
      session,
    });
    if (matchedCount === 1) return true;
  }
  return false;
}

function stockUpdates(pieces: number): { filter: Document; update: Document }[] {
  const enough = { $type: 'number', ...(pieces < 0 ? { $gte: -pieces } : {}) };
  return [
    {
      filter: { schemaVersion: null, 'inventory.available': enough },
      update: { $inc: { 'inventory.quantity': pieces, 'inventory.available': pieces } },
    },
    { filter: { schemaVersion: 2, 'inventory.quantity': enough }, update: { $inc: { 'inventory.quantity': pieces } } },
  ];
}

function isTransient(error: unknown): boolean {
  return error instanceof MongoError && error.hasErrorLabel('TransientTransactionError');
}
