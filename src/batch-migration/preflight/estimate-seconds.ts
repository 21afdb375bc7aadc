import type { DocumentReport } from './documents/document-report.js';

/**
 * Each document is read and mapped twice, for the copy and for the comparison, as in the pass; building indexes comes
 * to that.
 */
const PASSES = 1.5;
/** Fence, switch, and what is waited for between the phases. */
const FIXED_SECONDS = 10;

/**
 * About how long a migration will take, from the speed of the pass over all documents on this machine and this server.
 */
export function estimateSeconds({ total, speed }: DocumentReport): number {
  return Math.ceil((PASSES * total) / Math.max(1, speed.documentsPerSecond)) + FIXED_SECONDS;
}
