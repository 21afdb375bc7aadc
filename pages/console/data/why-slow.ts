const READS = /^read latency \((\d+) ms, (\d+) ms without the migration\)$/;
const LAG = /^replication lag \((\d+) s\)$/;
const ASKED = /^the rate that was asked for \((\d+)\/s\)$/;
/** The same limit as in the service's throttle. */
const MAX_LAG_SECONDS = 5;

/** Why a run is throttled, as a sentence with the number and the effect; `null` if it is not. */
export function whySlow(throttledBy: string | null): string | null {
  if (throttledBy === null) return null;
  const [, took, without] = READS.exec(throttledBy) ?? [];
  if (took !== undefined) {
    return `Product reads take ${took} ms, ${without} ms without the migration; it speeds up again automatically.`;
  }
  const [, lag] = LAG.exec(throttledBy) ?? [];
  if (lag !== undefined) {
    return `A secondary is ${lag} s behind, limit ${MAX_LAG_SECONDS} s; it continues when the secondary has caught up.`;
  }
  const [, rate] = ASKED.exec(throttledBy) ?? [];
  if (rate !== undefined)
    return `It was started with a limit of ${Number(rate).toLocaleString('en-US')} documents a second.`;
  return `Slowed down: ${throttledBy}.`;
}
