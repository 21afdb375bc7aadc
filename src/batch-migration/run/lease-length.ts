import type { RunState } from './migration-run.js';

/** How long a run that changes collections belongs to its owner without news of it: a fence may stand as long. */
const ACTING_LEASE_MS = 3_000;
/** The same of a run that only waits: no fence stands, and it is less often said that the owner is there. */
const RESTING_LEASE_MS = 9_000;
const RESTS: readonly RunState[] = ['waiting-for-switch', 'paused', 'completed', 'needs-operator'];

/** The length of a run's lease, as an expression over the run. */
export const LEASE_MS = { $cond: [{ $in: ['$state', [...RESTS]] }, RESTING_LEASE_MS, ACTING_LEASE_MS] };

/** How long a run in this state belongs to its owner without news of it, in milliseconds. */
export function leaseMsIn(state: RunState): number {
  return RESTS.includes(state) ? RESTING_LEASE_MS : ACTING_LEASE_MS;
}
