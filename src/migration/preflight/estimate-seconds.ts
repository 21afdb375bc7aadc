import type { DocumentReport } from './documents/document-report.js';

/** Copy and patch, compare, build indexes: each takes about as long as the pass that was measured. */
const PASSES = 3;
/** Fence, switch, and what is waited for between the phases. */
const FIXED_SECONDS = 10;

/** About how long a migration will take, from the speed of the pass over all documents on this machine and this server. */
export function estimateSeconds({ total, speed }: DocumentReport): number {
  return Math.ceil((PASSES * total) / Math.max(1, speed.documentsPerSecond)) + FIXED_SECONDS;
}
