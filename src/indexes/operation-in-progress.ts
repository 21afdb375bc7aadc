import type { mongo } from 'mongoose';

import { ConflictError } from '../errors/domain-error.js';
import { inTheWayOfIndexes, liveWork } from '../leases/live-work.js';

/** A migration or a restore is at work on the products: their indexes are left alone meanwhile. */
export class OperationInProgressError extends ConflictError {
  override readonly code = 'OPERATION_IN_PROGRESS';

  constructor(work: string, what: string) {
    super(`${work}: ${what} would delay its switch and be lost with it. Try again when it is over`);
  }
}

/**
 * Refuses to change indexes while others work on the collection. `what` is what was to be done, e.g. "an index build".
 */
export async function requireNoWork(db: mongo.Db, what: string): Promise<void> {
  const work = inTheWayOfIndexes(await liveWork(db));
  if (work !== undefined) throw new OperationInProgressError(work, what);
}
