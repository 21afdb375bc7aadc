import {
  type AnyBulkWriteOperation,
  type Collection,
  type Document,
  type Filter,
  MongoBulkWriteError,
  type UpdateResult,
} from 'mongodb';

import { isFence, verdictOn } from './outcome.js';
import type { Outcome } from './outcome.js';
import type { TrackedProduct } from './tracked-product.js';
import type { WorkloadContext } from './workload-context.js';

/** The target of counter writes. */
export interface CounterTarget {
  readonly context: WorkloadContext;
  readonly products: Collection;
  /** The writer's own counter: nobody else writes a field of this name. */
  readonly field: string;
  readonly bypassDocumentValidation: boolean;
}

/** A filter by an `_id` of any type. */
export function byId(id: unknown): Filter<Document> {
  return { _id: id } as Filter<Document>;
}

/** Increments the counter of one product. */
export async function increment(
  { context, products, field, bypassDocumentValidation }: CounterTarget,
  product: TrackedProduct,
): Promise<void> {
  product.count(
    field,
    await updateFound(context, { name: 'increment', product }, () =>
      products.updateOne(byId(product.id), inc(field), { bypassDocumentValidation }),
    ),
  );
}

/** Completes an update of one product; a product that nobody deletes must be found. */
export async function updateFound(
  context: WorkloadContext,
  { name, product }: { readonly name: string; readonly product: TrackedProduct },
  update: () => Promise<UpdateResult>,
): Promise<Outcome> {
  let matched = 0;
  const ending = await context.attempt(name, async () => {
    matched = (await update()).matchedCount;
  });
  if (ending !== 'ok' || matched > 0) return asOutcome(ending);
  context.violate({
    kind: 'missing-on-write',
    product: product.key,
    detail: `${name}: the product was not there to be written`,
  });
  return 'fail';
}

/** Increments the counters of several products with one `updateMany`, which a fence may stop midway. */
export async function incrementMany(target: CounterTarget, chosen: readonly TrackedProduct[]): Promise<void> {
  const { context, products, bypassDocumentValidation } = target;
  const field = `${target.field}Many`;
  const since = performance.now();
  let outcome: Outcome = 'ok';
  try {
    const { matchedCount } = await products.updateMany(
      { _id: { $in: chosen.map(({ id }) => id) } } as Filter<Document>,
      inc(field),
      { bypassDocumentValidation },
    );
    if (matchedCount !== chosen.length) {
      outcome = 'unknown';
      context.violate({
        kind: 'missing-on-write',
        detail: `updateMany of ${chosen.length} products matched ${matchedCount}`,
      });
    } else {
      context.writes.answered(since);
    }
  } catch (error) {
    context.note(isFence(error) ? 'fenced attempts' : 'errors of updateMany');
    outcome = 'unknown';
  }
  context.note(`updateMany: ${outcome}`);
  for (const product of chosen) product.count(field, outcome);
}

/** Increments the counters of several products with one bulk write; the part that a fence rejects is sent again. */
export async function incrementInBulk(
  target: CounterTarget,
  chosen: readonly TrackedProduct[],
  ordered: boolean,
): Promise<void> {
  const { context, products, field, bypassDocumentValidation } = target;
  const since = performance.now();
  let left = chosen;
  while (left.length > 0) {
    const updates: AnyBulkWriteOperation[] = left.map(({ id }) => ({
      updateOne: { filter: byId(id), update: inc(field) },
    }));
    try {
      const { matchedCount } = await products.bulkWrite(updates, { ordered, bypassDocumentValidation });
      if (matchedCount !== left.length)
        context.violate({
          kind: 'missing-on-write',
          detail: `A bulk write of ${left.length} updates matched ${matchedCount}`,
        });
      // The result does not tell which of them did not match.
      for (const product of left) product.count(field, matchedCount === left.length ? 'ok' : 'unknown');
      context.writes.answered(since);
      context.note('bulk write: ok');
      return;
    } catch (error) {
      left = afterError(target, left, { error, ordered });
      if (left.length > 0) await context.pause(5);
      if (context.stopped) return;
    }
  }
}

/** Counts what a bulk write did before it failed; returns what must be sent again. */
function afterError(
  { context, field }: CounterTarget,
  sent: readonly TrackedProduct[],
  { error, ordered }: { readonly error: unknown; readonly ordered: boolean },
): TrackedProduct[] {
  const writeErrors = error instanceof MongoBulkWriteError ? [error.writeErrors].flat() : [];
  if (writeErrors.length === 0) {
    context.note('bulk write: unknown');
    for (const product of sent) product.count(field, 'unknown');
    return [];
  }
  const isDone: Outcome = (error as MongoBulkWriteError).result.getWriteConcernError() === undefined ? 'ok' : 'unknown';
  const failed = new Map(writeErrors.map((one) => [one.index, one]));
  const stoppedAt = ordered ? Math.min(...failed.keys()) : Number.POSITIVE_INFINITY;
  return sent.filter((product, index) => {
    const own = failed.get(index);
    if (own !== undefined && isFence(own)) {
      context.note('fenced attempts');
      return true;
    }
    if (own !== undefined) {
      product.count(field, verdictOn(own) === 'unknown' ? 'unknown' : 'fail');
      return false;
    }
    if (index > stoppedAt) return true;
    product.count(field, isDone);
    return false;
  });
}

function inc(field: string): Document {
  return { $inc: { [`workload.${field}`]: 1 } };
}

/** A rejected duplicate has changed nothing. */
export function asOutcome(ending: 'ok' | 'duplicate' | 'fail' | 'unknown'): Outcome {
  return ending === 'duplicate' ? 'fail' : ending;
}
