import { setTimeout as sleep } from 'node:timers/promises';

import type { ServiceAnswer, ServiceWriter, WrittenFields } from '../../workload/service-writer.js';

/** What was measured of all writers. */
export class WriteTimes {
  /** When each write was acknowledged. */
  private acknowledged: number[] = [];
  private slowest = 0;

  /** The slowest single request since the last call, in milliseconds, whatever its answer. */
  takeSlowest(): number {
    const { slowest } = this;
    this.slowest = 0;
    return Math.round(slowest);
  }

  /** The longest time from a moment until now without an acknowledged write, in milliseconds. */
  longestGapSince(from: number): number {
    const times = [from, ...this.acknowledged.filter((at) => at > from), performance.now()];
    return Math.round(Math.max(...times.slice(1).map((at, index) => at - (times[index] ?? at))));
  }

  /** Waits for the next acknowledged write; returns how long that took. */
  async untilAcknowledged(): Promise<number> {
    const begun = performance.now();
    while ((this.acknowledged.at(-1) ?? 0) <= begun) await sleep(5);
    return Math.round((this.acknowledged.find((at) => at > begun) ?? begun) - begun);
  }

  record(since: number, isNew: boolean): void {
    const now = performance.now();
    this.slowest = Math.max(this.slowest, now - since);
    if (isNew) this.acknowledged.push(now);
  }
}

/** Measures a writer. A write that is sent again once it was acknowledged is not a new one. */
export class TimedWriter implements ServiceWriter {
  private lastKey = '';

  constructor(
    private readonly writer: ServiceWriter,
    private readonly times: WriteTimes,
  ) {}

  create(fields: WrittenFields, key: string): Promise<ServiceAnswer> {
    return this.timed(this.writer.create(fields, key), key);
  }

  patch(id: string, fields: WrittenFields, key: string): Promise<ServiceAnswer> {
    return this.timed(this.writer.patch(id, fields, key), key);
  }

  delete(id: string, key: string): Promise<ServiceAnswer> {
    return this.timed(this.writer.delete(id, key), key);
  }

  addInventory(id: string, delta: number, key: string): Promise<ServiceAnswer> {
    return this.timed(this.writer.addInventory(id, delta, key), key);
  }

  private async timed(asked: Promise<ServiceAnswer>, key: string): Promise<ServiceAnswer> {
    const begun = performance.now();
    const answer = await asked;
    const isNew = answer.outcome === 'ok' && key !== this.lastKey;
    if (isNew) this.lastKey = key;
    this.times.record(begun, isNew);
    return answer;
  }
}
