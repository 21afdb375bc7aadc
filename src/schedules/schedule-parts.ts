import type { Provider } from '@nestjs/common';

import { RunIntegrity } from '../batch-migration/checks/run-integrity.js';
import { QueryProbes } from '../query-performance/query-probes.js';
import { JOBS } from './jobs.js';
import { ScheduleStore } from './schedule-store.js';
import { WorkList } from './work-list.js';

/**
 * Everything schedules and their jobs need, shared by the service and the command line, except the `Scheduler`, which
 * decides when to run them.
 */
export const SCHEDULE_PARTS: readonly Provider[] = [
  ...new Set<Provider>([QueryProbes, RunIntegrity, ScheduleStore, WorkList, ...Object.values(JOBS)]),
];
