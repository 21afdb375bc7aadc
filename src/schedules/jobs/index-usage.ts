import { Injectable } from '@nestjs/common';

import { readMembersUsage } from '../../indexes/index-usage.js';
import { Collections } from '../../storage/collections.js';
import type { Job, JobResult } from '../schedule.js';
import { ScheduleStore } from '../schedule-store.js';

const DAY_MS = 86_400_000;
/** Used less often in so many days, an index costs more than it gives. */
const FEW_OPERATIONS = 10;
const TELLING_DAYS = 7;

/** Counts how often each index of the products was used, over all members. Tells what is hardly used; drops nothing. */
@Injectable()
export class IndexUsageJob implements Job {
  constructor(private readonly collections: Collections, private readonly schedules: ScheduleStore) {}

  async run(): Promise<JobResult> {
    const [now, { usage, members, silent }] = await Promise.all([this.schedules.serverTime(), readMembersUsage(this.collections.db)]);
    const telling = usage.filter(({ since }) => now.getTime() - since.getTime() >= TELLING_DAYS * DAY_MS);
    const hardlyUsed = telling.filter(({ name, operations }) => name !== '_id_' && operations < FEW_OPERATIONS);
    return {
      summary: `${usage.length} indexes on ${members.length} members; ${telling.length} counted for ${TELLING_DAYS} days, ${hardlyUsed.length} of them used less than ${FEW_OPERATIONS} times`,
      attention: silent.map(({ host, problem }) => `${host} did not answer, so what it served is not counted: ${problem}`),
      detail: { usage, members, silent, hardlyUsed: hardlyUsed.map(({ name }) => name) },
    };
  }
}
