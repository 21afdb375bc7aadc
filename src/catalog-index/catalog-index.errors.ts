import { DomainError } from '../errors/domain-error.js';

/** The index is still being built for the first time. */
export class CatalogIndexNotReadyError extends DomainError {
  readonly code = 'CATALOG_INDEX_NOT_READY';
  readonly kind = 'unavailable';

  constructor() {
    super('The catalogue index is still being built; try again in a few seconds', {});
  }
}
