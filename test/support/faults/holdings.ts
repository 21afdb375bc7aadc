import { readFile, rm } from 'node:fs/promises';

import type { MongoClient } from 'mongodb';

import { eventually } from '../eventually.js';
import type { ServiceProcess } from '../workload/service-process.js';
import { openFiles } from './network/process-sockets.js';

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

/** Records what a service with `heap-after-gc.js` holds. */
export class HoldingsWatch {
  readonly seen: Holdings[] = [];
  private readonly begun = performance.now();

  constructor(
    private readonly service: ServiceProcess,
    private readonly heapFile: string,
    private readonly client: MongoClient,
  ) {}

  async look(): Promise<void> {
    const hours = (performance.now() - this.begun) / MS_PER_HOUR;
    const residentMb = await this.service.residentMb();
    const { descriptors: files } = await openFiles(this.service.pid);
    const { logicalSessionRecordCache } = await this.client.db('admin').command({ serverStatus: 1 });
    const sessions = Number((logicalSessionRecordCache as { activeSessionsCount: number }).activeSessionsCount);
    this.seen.push({ hours, residentMb, files, sessions, ...(await this.heap()) });
  }

  private async heap(): Promise<Heap> {
    await rm(this.heapFile, { force: true });
    process.kill(this.service.pid, 'SIGUSR2');
    return eventually('the heap after a garbage collection', async () => {
      const text = await readFile(this.heapFile, 'utf8').catch(() => '');
      return text === '' ? undefined : (JSON.parse(text) as Heap);
    });
  }
}
