import { ConflictError, NotFoundError } from '../errors/domain-error.js';

/** There is no such index of the products. */
export class IndexNotFoundError extends NotFoundError {
  constructor(name: string) {
    super(`The products have no index ${name}; GET /api/admin/indexes lists those that there are`, { name });
  }
}

/** An index that is not dropped as things are. */
export class IndexKeptError extends ConflictError {
  override readonly code = 'INDEX_KEPT';

  constructor(name: string, why: string) {
    super(`${name} is not dropped: ${why}`, { name });
  }
}
