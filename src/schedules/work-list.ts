import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';

import { JOBS } from './jobs.js';
import type { Job, Schedule } from './schedule.js';
import { SCHEDULES } from './schedules.js';

/** A schedule with its job. */
export interface ScheduledWork {
  readonly schedule: Schedule;
  readonly job: Job;
}

/** All schedules with their jobs. */
@Injectable()
export class WorkList {
  constructor(private readonly parts: ModuleRef) {}

  get entries(): readonly ScheduledWork[] {
    return SCHEDULES.map((schedule) => ({ schedule, job: this.parts.get(JOBS[schedule.name], { strict: false }) }));
  }
}
