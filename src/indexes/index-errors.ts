import { ConflictError, NotFoundError } from '../errors/domain-error.js';

/** The products have no such index. */
export class IndexNotFoundError extends NotFoundError {
  constructor(name: string) {
    super(`There is no index ${name}; see GET /api/admin/indexes`, { name });
  }
}

/** The index may not be dropped. */
export class IndexKeptError extends ConflictError {
  override readonly code = 'INDEX_KEPT';

  constructor(name: string, why: string) {
    super(`${name} is not dropped: ${why}`, { name });
  }
}
