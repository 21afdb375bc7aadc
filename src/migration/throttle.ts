import { setTimeout as sleep } from 'node:timers/promises';

import type { Collections } from '../storage/collections.js';
import { readMembers } from '../storage/replication.js';

const SMALLEST_PAGE = 50;
const LARGEST_PAGE = 1_000;
const FIRST_PAGE = 200;
const GROWTH = 1.25;
const PROBE_EVERY_MS = 250;
/** A read of the catalogue counts as slow when it takes so many times what it took before the migration, and this long at least. */
const SLOW_FACTOR = 3;
const SLOW_AT_LEAST_MS = 50;
const BASELINE_READS = 5;
const MOST_LAG_SECONDS = 5;
const LAG_EVERY_MS = 2_000;
const LAG_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Sets the pace of copying by what it does to others: the time of the catalogue's own reads and the lag of the slowest
 * secondary. Pages shrink at once and grow again slowly.
 */
export class Throttle {
  /** How many documents the next page should have. */
  page = FIRST_PAGE;
  /** Why it goes slower than it could. */
  reason: string | null = null;
  private baseline: number | undefined;
  private probedAt = 0;
  private lagAt = 0;

  constructor(private readonly collections: Collections, private readonly maxDocumentsPerSecond: number | null) {}

  /** To be called after each page: waits as long as consideration asks for. */
  async afterPage(documents: number, tookMs: number): Promise<void> {
    this.reason = null;
    await this.considerReads(tookMs);
    await this.considerSecondaries();
    await this.considerOption(documents, tookMs);
  }

  private async considerReads(tookMs: number): Promise<void> {
    if (performance.now() - this.probedAt < PROBE_EVERY_MS) return;
    this.baseline ??= await this.measureBaseline();
    const read = await this.timeOfRead();
    this.probedAt = performance.now();
    if (read <= Math.max(SLOW_AT_LEAST_MS, SLOW_FACTOR * this.baseline)) {
      this.page = Math.min(LARGEST_PAGE, Math.ceil(this.page * GROWTH));
      return;
    }
    this.reason = `read latency (${Math.round(read)} ms, ${Math.round(this.baseline)} ms before)`;
    this.page = Math.max(SMALLEST_PAGE, Math.floor(this.page / 2));
    await sleep(Math.min(LONGEST_PAUSE_MS, tookMs));
  }

  private async considerSecondaries(): Promise<void> {
    if (performance.now() - this.lagAt < LAG_EVERY_MS) return;
    for (let lag = await this.lagSeconds(); lag > MOST_LAG_SECONDS; lag = await this.lagSeconds()) {
      this.reason = `replication lag (${Math.round(lag)} s)`;
      await sleep(LAG_PAUSE_MS);
    }
    this.lagAt = performance.now();
  }

  private async considerOption(documents: number, tookMs: number): Promise<void> {
    if (this.maxDocumentsPerSecond === null) return;
    const wait = (documents / this.maxDocumentsPerSecond) * 1000 - tookMs;
    if (wait <= 0) return;
    this.reason ??= `the rate that was asked for (${this.maxDocumentsPerSecond}/s)`;
    this.page = Math.max(1, Math.min(this.page, Math.ceil(this.maxDocumentsPerSecond / 4)));
    await sleep(wait);
  }

  private async measureBaseline(): Promise<number> {
    const times: number[] = [];
    for (let read = 0; read < BASELINE_READS; read += 1) times.push(await this.timeOfRead());
    return times.sort((a, b) => a - b)[Math.floor(BASELINE_READS / 2)] ?? 0;
  }

  /** A read as the catalogue does it, with the wait for the event loop that its requests have too. */
  private async timeOfRead(): Promise<number> {
    const begun = performance.now();
    await this.collections.products.find({}, { limit: 24, sort: { _id: 1 } }).toArray();
    return performance.now() - begun;
  }

  /** How far the slowest secondary that is up is behind; 0 where there is none, or where we may not ask. */
  private async lagSeconds(): Promise<number> {
    const members = await readMembers(this.collections.client).catch(() => []);
    const lags = members.map(({ lagSeconds }) => lagSeconds ?? 0);
    return Math.max(0, ...lags);
  }
}
