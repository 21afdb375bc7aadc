import { LRUCache } from 'lru-cache';

import { networkOf } from '../http/network-of.js';

/** From this failure on, an address or key prefix has to wait. */
export const FAILURES_ALLOWED = 10;
const FIRST_WAIT_SECONDS = 30;
const LONGEST_WAIT_SECONDS = 15 * 60;
/** Failures are forgotten after this time without a new one. */
const FORGOTTEN_AFTER_MS = 15 * 60_000;
/** Maximum number of tracked addresses and prefixes, which limits the memory they take. */
const MAX_REMEMBERED = 20_000;
const PREFIX_CHARACTERS = 8;

/** The consequences of a failure. */
export interface Failure {
  /** Failures of this address so far, including this one. */
  readonly failures: number;
  /** Seconds until the next attempt is allowed; 0: at once. */
  readonly waitSeconds: number;
}

/** Counts unknown keys by address and by their first characters, so that guesses from many addresses count together. */
export class FailureCounts {
  private readonly counts = new LRUCache<string, number>({
    max: MAX_REMEMBERED,
    ttl: FORGOTTEN_AFTER_MS,
    updateAgeOnGet: false,
  });

  /** Records an unknown key from an address. */
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

/** A key's first characters: they group guesses of one key without revealing it. */
export function prefixOf(key: string): string {
  return key.slice(0, Math.min(PREFIX_CHARACTERS, Math.floor(key.length / 2)));
}

/** Doubles with every failure. */
function waitAfter(failures: number): number {
  if (failures < FAILURES_ALLOWED) return 0;
  return Math.min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** Math.min(failures - FAILURES_ALLOWED, 10));
}
