import { hostname } from 'node:os';

import { Injectable } from '@nestjs/common';

import { KeyRefusals } from '../access/key-refusals.js';
import { Backups } from '../backup/backups.service.js';
import { LiveCatalog } from '../live-catalog/live-catalog.js';
import { Settings } from '../config/settings.js';
import { MongoMetrics } from '../metrics/mongo-metrics.js';
import { Quarantine } from '../batch-migration/quarantine.js';
import { RunStore } from '../batch-migration/run/run-store.js';
import { MemberWatch } from '../monitoring/member-watch.js';
import { QueryHistory } from '../monitoring/query-history.js';
import { RestoreStore } from '../restore/restore-store.js';
import { ScheduleStore } from '../schedules/schedule-store.js';
import { Collections } from '../database/collections.js';
import { Growth } from './growth.js';

/** Where the rules take their figures from. */
@Injectable()
export class AlertSources {
  /** This instance, as alerts about it name it: the same after a restart. */
  readonly instance: string;
  readonly outsideWrites = new Growth();

  // oxlint-disable-next-line max-params -- what alerts are about
  constructor(
    readonly settings: Settings,
    readonly collections: Collections,
    readonly requests: QueryHistory,
    readonly members: MemberWatch,
    readonly connections: MongoMetrics,
    readonly catalog: LiveCatalog,
    readonly runs: RunStore,
    readonly quarantine: Quarantine,
    readonly backups: Backups,
    readonly keyRefusals: KeyRefusals,
    readonly schedules: ScheduleStore,
    readonly restores: RestoreStore,
  ) {
    this.instance = `${hostname()}:${settings.PORT}`;
  }
}
