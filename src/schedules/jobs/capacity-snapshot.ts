import { Injectable } from '@nestjs/common';

import { Capacity } from '../../capacity/capacity.service.js';
import type { CapacityReport, ThresholdForecast } from '../../capacity/capacity-report.js';
import type { QueryFigures } from '../../capacity/capacity-snapshot.js';
import { readQueryUsage } from '../../monitoring/query-history.js';
import { LATENCY_TARGETS } from '../../query-classes/latency-targets.js';
import { Collections } from '../../database/collections.js';
import type { ScheduleName } from '../schedule.js';
import type { Job, JobContext, JobResult } from '../schedule.js';
import { ScheduleStore } from '../schedule-store.js';
import type { CheckedClass } from './performance-check.js';

const MEASURED_BY: ScheduleName = 'performance-check';
const DAY_SECONDS = 86_400;
/** With fewer requests a day, the 95th percentile is chance. */
const TELLING_REQUESTS = 100;

function reachedIn({ thresholds }: CapacityReport): readonly ThresholdForecast[] {
  return thresholds.filter(({ state }) => state === 'reached');
}

/** Takes today's capacity snapshot; a later one of the same day replaces it. */
@Injectable()
export class CapacitySnapshotJob implements Job {
  constructor(
    private readonly capacity: Capacity,
    private readonly collections: Collections,
    private readonly schedules: ScheduleStore,
  ) {}

  async run({ signal }: JobContext): Promise<JobResult> {
    const day = (await this.schedules.serverTime()).toISOString().slice(0, 10);
    const before = reachedIn(await this.capacity.report());
    const snapshot = await this.capacity.takeSnapshot(day, await this.queryFigures(), signal);
    const reached = reachedIn(await this.capacity.report());
    return {
      summary: `${day}: ${snapshot?.products.total ?? 0} products`,
      // Reported once, not every day from then on.
      attention: reached
        .filter(({ name }) => !before.some((one) => one.name === name))
        .map(({ title, advice }) => `Reached: ${title}. ${advice}`),
      detail: { day, products: snapshot?.products ?? null, reached: reached.map(({ name }) => name) },
    };
  }

  private async queryFigures(): Promise<QueryFigures[]> {
    const last = (await this.schedules.read([MEASURED_BY]))
      .get(MEASURED_BY)
      ?.history.find(({ detail }) => detail !== null);
    const checked = (last?.detail?.['classes'] ?? []) as readonly CheckedClass[];
    const usage = await readQueryUsage(this.collections.db, DAY_SECONDS);
    return LATENCY_TARGETS.map(({ name }) => {
      const { requests = 0, p95 = null } = usage.find(({ queryClass }) => queryClass === name) ?? {};
      return {
        name,
        requests,
        p95Ms: requests < TELLING_REQUESTS ? null : p95,
        probeP95Ms: checked.find((one) => one.name === name)?.p95 ?? null,
      };
    });
  }
}
