import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { MongoClient } from 'mongodb';

import { insertGenerated } from '../../../packages/demo-products/insert-generated.js';
import { startEmbeddedMongo } from '../../../packages/embedded-mongo/embedded-mongo.js';
import { adminKey, ServiceProcess } from '../workload/service-process.js';
import type { Stage } from './fault.js';
import { flood, type FloodReport } from './run-flood.js';

const DATABASE = 'overload';
const TIMES_CAPACITY = 10;
/** Enough to keep the service busy, too few to delay an answer. */
const FEW = 16;
const MANY = 3_000;
const HEALED_WITHIN_MS = 5_000;
/** An answer that is as fast as this is normal, also where other work shares the machine. */
const NORMAL_MS = 250;

/** Ten times as many uncached listings as an instance can answer: the answers that it gives are in time. */
export async function overload({ folder, args, print, promise }: Stage): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { seconds: { type: 'string', default: '60' } } });
  const mongo = await startEmbeddedMongo({ dataDir: join(folder, 'data') });
  const client = await MongoClient.connect(mongo.uri);
  const { key, entry } = adminKey();
  let service: ServiceProcess | undefined;
  try {
    await insertGenerated(client.db(DATABASE).collection('products'), { count: 10_000, seed: 1 });
    const place = { uri: mongo.uri, database: DATABASE, folder, apiKeyEntry: entry, isBuilt: true };
    service = await ServiceProcess.start(place, { MAX_EVENT_LOOP_DELAY_MS: '500' });
    const { address } = service;
    const port = Number(new URL(address).port);
    await flood({ port, connections: FEW, seconds: 5, rate: null });
    const calm = await flood({ port, connections: FEW, seconds: 15, rate: null });
    const capacity = calm.answered / calm.seconds;
    print(`capacity: ${describe(calm)}`);
    const watch = new Watch(address, key);
    const rate = capacity * TIMES_CAPACITY;
    const storm = await flood({ port, connections: MANY, seconds: Number(values.seconds), rate });
    const begun = performance.now();
    await watch.untilNormal();
    const healedMs = Math.round(performance.now() - begun);
    print(`overload: ${describe(storm)}; offered ${Math.round(storm.sent / storm.seconds)}/s of ${Math.round(rate)}/s`);
    const share = storm.answered / storm.seconds / capacity;
    promise(share >= 0.8, `goodput is ${share.toFixed(2)} of the capacity`);
    promise(storm.p99 <= 1_000, `p99 of the accepted requests is ${Math.round(storm.p99)} ms`);
    promise(storm.failed === 0, `answers other than 200 and 503: ${storm.failed} ${storm.firstFailure}`);
    promise(watch.withoutRetryAfter === 0, `503 without Retry-After: ${watch.withoutRetryAfter} of ${watch.refused}`);
    promise(watch.failures.length === 0, `health, metrics and the admin API: ${watch.summary}`);
    promise(healedMs <= HEALED_WITHIN_MS, `normal ${healedMs} ms later`);
  } finally {
    await service?.kill();
    await client.close();
    await mongo.stop();
  }
}

function describe({ answered, shed, seconds, p50, p99, shedP99 }: FloodReport): string {
  const rate = (count: number): string => `${Math.round(count / seconds)}/s`;
  return (
    `${rate(answered)} answered with p50 ${Math.round(p50)} and p99 ${Math.round(p99)} ms, ` +
    `${rate(shed)} shed with p99 ${Math.round(shedP99)} ms`
  );
}

/** Calls what must always answer, and a listing, once a second. */
class Watch {
  refused = 0;
  withoutRetryAfter = 0;
  readonly failures: string[] = [];
  private slowest = 0;
  private calls = 0;
  private over = false;
  private readonly watching: Promise<void>;

  constructor(
    private readonly address: string,
    private readonly key: string,
  ) {
    this.watching = this.watch();
  }

  get summary(): string {
    const failed = this.failures.join(', ') || 'none';
    return `${this.calls} calls, the slowest ${Math.round(this.slowest)} ms, failed: ${failed}`;
  }

  async untilNormal(): Promise<void> {
    this.over = true;
    for (let inRow = 0; inRow < 5; await sleep(50)) {
      const begun = performance.now();
      const { status } = await this.call('/api/products?limit=6');
      inRow = status === 200 && performance.now() - begun < NORMAL_MS ? inRow + 1 : 0;
    }
    await this.watching;
  }

  private async watch(): Promise<void> {
    for (; !this.over; await sleep(1_000)) {
      for (const path of ['/health/live', '/health/ready', '/metrics', '/api/admin/migrations']) {
        const begun = performance.now();
        const { status } = await this.call(path);
        this.calls += 1;
        this.slowest = Math.max(this.slowest, performance.now() - begun);
        if (status !== 200) this.failures.push(`${path} ${status}`);
      }
      const { status, retryAfter } = await this.call('/api/products?limit=7');
      this.refused += status === 503 ? 1 : 0;
      this.withoutRetryAfter += status === 503 && retryAfter === null ? 1 : 0;
    }
  }

  private async call(path: string): Promise<{ readonly status: number; readonly retryAfter: string | null }> {
    const response = await fetch(this.address + path, { headers: { 'x-api-key': this.key } });
    await response.arrayBuffer();
    return { status: response.status, retryAfter: response.headers.get('retry-after') };
  }
}
