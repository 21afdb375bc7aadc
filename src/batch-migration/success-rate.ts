import { MigrationError } from './run/run-errors.js';

/** The minimum share of all documents that a migration must map. Pre-flight and every phase use it. */
export const MIN_SUCCESS_RATE = 0.95;

/**
 * The circuit breaker: a migration that would leave too many documents behind is of no use. The rate refers to all
 * documents rather than those seen so far, because documents that cannot be mapped may come first by `_id`. `total` is
 * their number as far as it is known, and the final number at the end. Throws `SUCCESS_RATE`.
 */
export function requireSuccess(counts: {
  readonly migrated: number;
  readonly quarantined: number;
  readonly total?: number;
}): void {
  const { migrated, quarantined } = counts;
  const total = Math.max(counts.total ?? 0, migrated + quarantined);
  if (total - quarantined >= MIN_SUCCESS_RATE * total) return;
  throw new MigrationError(
    'SUCCESS_RATE',
    `${quarantined} of ${total} documents cannot be mapped; at least ${100 * MIN_SUCCESS_RATE} % of all have to be. ` +
      'See GET /api/admin/quarantine',
    { migrated, quarantined },
  );
}
