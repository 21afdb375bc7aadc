import type { Provider } from '@nestjs/common';

import { RunIntegrity } from '../batch-migration/checks/run-integrity.js';
import { QueryProbes } from '../query-performance/query-probes.js';
import { JOBS } from './jobs.js';
import { ScheduleStore } from './schedule-store.js';
import { WorkList } from './work-list.js';

/**
 * What schedules and their jobs are made of, for the service and the command line alike, but for what decides when: the
 * `Scheduler`.
 */
export const SCHEDULE_PARTS: readonly Provider[] = [
  ...new Set<Provider>([QueryProbes, RunIntegrity, ScheduleStore, WorkList, ...Object.values(JOBS)]),
];
