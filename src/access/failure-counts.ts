import { LRUCache } from 'lru-cache';

import { networkOf } from '../http/network-of.js';

/** From this failure on an address, or a key's beginning, has to wait. */
export const FAILURES_ALLOWED = 10;
const FIRST_WAIT_SECONDS = 30;
const LONGEST_WAIT_SECONDS = 15 * 60;
/** Failures are forgotten when there was none for so long. */
const FORGOTTEN_AFTER_MS = 15 * 60_000;
/** Most addresses and beginnings that are remembered: the memory for them is bounded whoever tries. */
const MAX_REMEMBERED = 20_000;
const PREFIX_CHARACTERS = 8;

/** What a failure comes to. */
export interface Failure {
  /** Failures of this address so far, this one included. */
  readonly failures: number;
  /** Seconds until another try is worth while; 0: no wait. */
  readonly waitSeconds: number;
}

/**
 * Counts keys that were not known, by address and by their first characters, so that guesses from many addresses count
 * together.
 */
export class FailureCounts {
  private readonly counts = new LRUCache<string, number>({
    max: MAX_REMEMBERED,
    ttl: FORGOTTEN_AFTER_MS,
    updateAgeOnGet: false,
  });

  /** Notes that an address showed a key that is not known. */
  note(address: string, key: string): Failure {
    const failures = this.grow(`address ${networkOf(address)}`);
    const alike = this.grow(`prefix ${prefixOf(key)}`);
    return { failures, waitSeconds: waitAfter(Math.max(failures, alike)) };
  }

  private grow(of: string): number {
    const count = (this.counts.get(of) ?? 0) + 1;
    this.counts.set(of, count);
    return count;
  }
}

/** The first characters of a key, which tell guesses of one key from those of another without telling the key. */
export function prefixOf(key: string): string {
  return key.slice(0, Math.min(PREFIX_CHARACTERS, Math.floor(key.length / 2)));
}

/** Doubles with each failure. */
function waitAfter(failures: number): number {
  if (failures < FAILURES_ALLOWED) return 0;
  return Math.min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** Math.min(failures - FAILURES_ALLOWED, 10));
}
