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

/** How long a result is shared by rules that are evaluated together. */
const REMEMBERED_MS = 500;

/** The data sources of the rules. */
@Injectable()
export class AlertSources {
  /** This instance's name in alerts: the same after a restart. */
  readonly instance: string;
  readonly outsideWrites = new Growth();
  /** The unfinished and the last migration, cached since several rules need them at the same time. */
  readonly runs: Pick<RunStore, 'active' | 'latest'>;

  // oxlint-disable-next-line max-params -- everything alerts are about
  constructor(
    readonly settings: Settings,
    readonly collections: Collections,
    readonly requests: QueryHistory,
    readonly members: MemberWatch,
    readonly connections: MongoMetrics,
    readonly catalog: LiveCatalog,
    runs: RunStore,
    readonly quarantine: Quarantine,
    readonly backups: Backups,
    readonly keyRefusals: KeyRefusals,
    readonly schedules: ScheduleStore,
    readonly restores: RestoreStore,
  ) {
    this.runs = { active: remembered(() => runs.active()), latest: remembered(() => runs.latest()) };
    this.instance = `${hostname()}:${settings.PORT}`;
  }
}

/** Caches a result for a while. Failures are not cached. */
function remembered<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  let askedAt = 0;
  return () => {
    if (answer !== undefined && performance.now() - askedAt < REMEMBERED_MS) return answer;
    askedAt = performance.now();
    const asked = ask();
    answer = asked;
    asked.catch(() => {
      if (answer === asked) answer = undefined;
    });
    return asked;
  };
}
