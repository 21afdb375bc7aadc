import { Injectable } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { Collections } from '../database/collections.js';
import { type CapacityReport, capacityReport, TREND_DAYS } from './capacity-report.js';
import type { CapacitySnapshot, QueryFigures } from './capacity-snapshot.js';
import { CapacityStore } from './capacity-store.js';
import { countProducts, diskOf, measureBytes, oplogReach, serverDisk } from './measure.js';

/** Current and past sizes, and the forecast. */
@Injectable()
export class Capacity {
  constructor(
    private readonly collections: Collections,
    private readonly store: CapacityStore,
    private readonly settings: Settings,
  ) {}

  /** Measures everything and stores it as the day's snapshot. */
  async takeSnapshot(
    day: string,
    queries: readonly QueryFigures[],
    signal?: AbortSignal,
  ): Promise<CapacitySnapshot | null> {
    const products = await countProducts(this.collections, signal);
    const [bytes, disk, backupDisk, oplog] = await Promise.all([
      measureBytes(this.collections, products.total),
      serverDisk(this.collections),
      diskOf(this.settings.BACKUP_DIR),
      oplogReach(this.collections),
    ]);
    await this.store.save({ products, bytes, disk, backupDisk, oplog, queries }, day);
    return (await this.store.latest(1))[0] ?? null;
  }

  /** The report based on the snapshots. */
  async report(): Promise<CapacityReport> {
    return capacityReport(await this.store.latest(TREND_DAYS));
  }

  /** The last days' snapshots, oldest first. */
  history(days: number): Promise<CapacitySnapshot[]> {
    return this.store.latest(days);
  }
}
