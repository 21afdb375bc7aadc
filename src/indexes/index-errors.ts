import { ConflictError, NotFoundError } from '../errors/domain-error.js';

/** There is no such index of the products. */
export class IndexNotFoundError extends NotFoundError {
  constructor(name: string) {
    super(`There is no index ${name}; see GET /api/admin/indexes`, { name });
  }
}

/** An index that is not dropped as things are. */
export class IndexKeptError extends ConflictError {
  override readonly code = 'INDEX_KEPT';

  constructor(name: string, why: string) {
    super(`${name} is not dropped: ${why}`, { name });
  }
}
