import type { mongo } from 'mongoose';

import { ConflictError } from '../errors/domain-error.js';
import { inTheWayOfIndexes, liveWork } from '../leases/live-work.js';

/** A migration or restore is working on the products; their indexes must not change meanwhile. */
export class OperationInProgressError extends ConflictError {
  override readonly code = 'OPERATION_IN_PROGRESS';

  constructor(work: string, what: string) {
    super(`${work}: ${what} would delay its switch and be lost with it. Try again when it is over`);
  }
}

/** Throws if other work on the collection is in progress. `what` is the refused operation, e.g. "an index build". */
export async function requireNoWork(db: mongo.Db, what: string): Promise<void> {
  const work = inTheWayOfIndexes(await liveWork(db));
  if (work !== undefined) throw new OperationInProgressError(work, what);
}
