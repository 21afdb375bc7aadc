import type { Provider } from '@nestjs/common';

import { Capacity } from '../capacity/capacity.service.js';
import { CapacityStore } from '../capacity/capacity-store.js';
import { RunIntegrity } from '../migration/checks/run-integrity.js';
import { QueryProbes } from '../migration/performance/query-probes.js';
import { JOBS } from './jobs.js';
import { LiveWork } from './live-work.js';
import { ScheduleStore } from './schedule-store.js';
import { WorkList } from './work-list.js';

/** What schedules and their jobs are made of, for the service and the command line alike, but for what decides when: the `Scheduler`. */
export const SCHEDULE_PARTS: readonly Provider[] = [...new Set<Provider>([Capacity, CapacityStore, LiveWork, QueryProbes, RunIntegrity, ScheduleStore, WorkList, ...Object.values(JOBS)])];
