import { Injectable } from '@nestjs/common';

import { Capacity } from '../../capacity/capacity.service.js';
import type { QueryFigures } from '../../capacity/capacity-snapshot.js';
import { LATENCY_TARGETS } from '../../query-classes/latency-targets.js';
import type { ScheduleName } from '../schedule.js';
import type { Job, JobContext, JobResult } from '../schedule.js';
import { ScheduleStore } from '../schedule-store.js';
import type { CheckedClass } from './performance-check.js';

const MEASURED_BY: ScheduleName = 'performance-check';

/** Notes how much there is today. A second one of a day takes the place of the first. */
@Injectable()
export class CapacitySnapshotJob implements Job {
  constructor(private readonly capacity: Capacity, private readonly schedules: ScheduleStore) {}

  async run({ signal }: JobContext): Promise<JobResult> {
    const day = (await this.schedules.serverTime()).toISOString().slice(0, 10);
    const snapshot = await this.capacity.takeSnapshot(day, await this.queryFigures(), signal);
    const reached = (await this.capacity.report()).thresholds.filter(({ state }) => state === 'reached');
    return {
      summary: `${day}: ${snapshot?.products.total ?? 0} products`,
      attention: reached.map(({ title, advice }) => `${title}. ${advice}`),
      detail: { day, products: snapshot?.products ?? null, reached: reached.map(({ name }) => name) },
    };
  }

  private async queryFigures(): Promise<QueryFigures[]> {
    const last = (await this.schedules.read([MEASURED_BY])).get(MEASURED_BY)?.history.find(({ detail }) => detail !== null);
    const measured = (last?.detail?.['classes'] ?? []) as readonly CheckedClass[];
    return LATENCY_TARGETS.map(({ name }) => ({ name, requests: null, p95Ms: null, probeP95Ms: measured.find((one) => one.name === name)?.p95 ?? null }));
  }
}
