import type { RunState } from './migration-run.js';

/** How long a run that changes collections stays with an owner that does not renew. A fence may stay set as long. */
const ACTING_LEASE_MS = 3_000;
/** The same for a run that only waits: no fence is set, and the lease is renewed less often. */
const RESTING_LEASE_MS = 9_000;
const RESTS: readonly RunState[] = ['waiting-for-switch', 'paused', 'completed', 'needs-operator'];

/** The length of a run's lease, as an aggregation expression. */
export const LEASE_MS = { $cond: [{ $in: ['$state', [...RESTS]] }, RESTING_LEASE_MS, ACTING_LEASE_MS] };

/** The length of the lease of a run in this state, in milliseconds. */
export function leaseMsIn(state: RunState): number {
  return RESTS.includes(state) ? RESTING_LEASE_MS : ACTING_LEASE_MS;
}
