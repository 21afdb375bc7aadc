import { Injectable } from '@nestjs/common';

import { RunStore } from '../batch-migration/run/run-store.js';
import { Collections } from '../database/collections.js';
import { restoreUnderWay } from '../leases/live-work.js';

/** What is being done to the live products at this moment, and must not be disturbed. */
@Injectable()
export class LiveWork {
  constructor(
    private readonly migrations: RunStore,
    private readonly collections: Collections,
  ) {}

  /**
   * The migration or restore that is at work, for people. A migration that waits for somebody, or only keeps its way
   * back open, is not.
   */
  async atWork(): Promise<string | null> {
    const run = await this.migrations.active();
    if (run !== null && (run.state === 'running' || run.state === 'rolling-back')) return `migration ${run._id}`;
    const restore = await restoreUnderWay(this.collections.db);
    return restore === null ? null : `restore ${restore}`;
  }
}
