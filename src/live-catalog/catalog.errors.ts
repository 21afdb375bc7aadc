import { DomainError } from '../errors/domain-error.js';

/** The catalog is being read for the first time. */
export class CatalogNotReadyError extends DomainError {
  readonly code = 'CATALOG_INDEX_NOT_READY';
  readonly kind = 'unavailable';

  constructor(detail: string) {
    super(`The catalog is not in memory yet (${detail}); try again in a few seconds`, { retryAfterSeconds: 2 });
  }
}

/** The database has been out of reach for so long that what is in memory is no longer shown. */
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

/** This instance does not have what the request's consistency token asks for. */
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
