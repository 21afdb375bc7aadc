import { DomainError } from '../errors/domain-error.js';

/** The catalog is still being read for the first time. */
export class CatalogNotReadyError extends DomainError {
  readonly code = 'CATALOG_INDEX_NOT_READY';
  readonly kind = 'unavailable';

  constructor(detail: string) {
    super(`The catalog is not in memory yet (${detail}); try again in a few seconds`, { retryAfterSeconds: 2 });
  }
}

/** The database has been unreachable for so long that the catalog in memory is no longer served. */
export class CatalogStaleError extends DomainError {
  readonly code = 'CATALOG_STALE';
  readonly kind = 'unavailable';

  constructor(ageSeconds: number, limitSeconds: number) {
    super(
      'The database has been out of reach for ' +
        `${ageSeconds} s; the catalog is served for ${limitSeconds} s without it (STALE_READS_SECONDS)`,
      { retryAfterSeconds: 10 },
    );
  }
}

/** This instance does not yet have the write that the request's consistency token names. */
export class CatalogBehindError extends DomainError {
  readonly code = 'CATALOG_BEHIND';
  readonly kind = 'unavailable';

  constructor() {
    super(
      'This instance has not caught up with the Consistency-Token of the request; try again in a moment, or ' +
        'leave the token out',
      { retryAfterSeconds: 1 },
    );
  }
}
