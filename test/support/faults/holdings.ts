import { readdir, readFile, rm } from 'node:fs/promises';

import type { MongoClient } from 'mongodb';

import { eventually } from '../eventually.js';

/** What a service holds. */
export interface Holdings {
  /** Since the first look. */
  readonly hours: number;
  readonly residentMb: number;
  /** Heap and buffers after a garbage collection. */
  readonly heapMb: number;
  /** Open file descriptors. */
  readonly files: number;
  /** What keeps the event loop alive: timers, sockets, requests. */
  readonly resources: number;
  /** Sessions on the database server. */
  readonly sessions: number;
}

interface Heap {
  readonly heapMb: number;
  readonly resources: number;
}

const MS_PER_HOUR = 3_600_000;
const KB_PER_MB = 1024;

/** Records what a service with `heap-after-gc.js` holds. */
export class HoldingsWatch {
  readonly seen: Holdings[] = [];
  private readonly begun = performance.now();

  constructor(
    private readonly pid: number,
    private readonly heapFile: string,
    private readonly client: MongoClient,
  ) {}

  async look(): Promise<void> {
    const hours = (performance.now() - this.begun) / MS_PER_HOUR;
    const status = await readFile(`/proc/${this.pid}/status`, 'utf8');
    const residentMb = Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / KB_PER_MB;
    const { length: files } = await readdir(`/proc/${this.pid}/fd`);
    const { logicalSessionRecordCache } = await this.client.db('admin').command({ serverStatus: 1 });
    const sessions = Number((logicalSessionRecordCache as { activeSessionsCount: number }).activeSessionsCount);
    this.seen.push({ hours, residentMb, files, sessions, ...(await this.heap()) });
  }

  private async heap(): Promise<Heap> {
    await rm(this.heapFile, { force: true });
    process.kill(this.pid, 'SIGUSR2');
    return eventually('the heap after a garbage collection', async () => {
      const text = await readFile(this.heapFile, 'utf8').catch(() => '');
      return text === '' ? undefined : (JSON.parse(text) as Heap);
    });
  }
}
