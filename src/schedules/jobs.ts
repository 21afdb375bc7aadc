import type { Type } from '@nestjs/common';

import { CapacitySnapshotJob } from './jobs/capacity-snapshot.js';
import { FullAudit } from './jobs/full-audit.js';
import { FullBackup } from './jobs/full-backup.js';
import { IndexReview } from './jobs/index-review.js';
import { IndexUsageJob } from './jobs/index-usage.js';
import { PerformanceCheck } from './jobs/performance-check.js';
import { Retention } from './jobs/retention.js';
import type { Job, ScheduleName } from './schedule.js';

/** The job of each schedule. */
export const JOBS: Readonly<Record<ScheduleName, Type<Job>>> = {
  'performance-check': PerformanceCheck,
  'capacity-snapshot': CapacitySnapshotJob,
  'full-backup': FullBackup,
  retention: Retention,
  'index-usage': IndexUsageJob,
  'full-audit': FullAudit,
  'index-review': IndexReview,
};
