import type { DocumentReport } from './documents/document-report.js';

/**
 * Relative to the pass over the documents: each one is read and mapped twice, for the copy and for the comparison.
 * Index builds are included.
 */
const PASSES = 1.5;
/** Fence, switch, and the waits between phases. */
const FIXED_SECONDS = 10;

/**
 * Estimates how long a migration will take, from the speed of the pass over all documents on this machine and server.
 */
export function estimateSeconds({ total, speed }: DocumentReport): number {
  return Math.ceil((PASSES * total) / Math.max(1, speed.documentsPerSecond)) + FIXED_SECONDS;
}
