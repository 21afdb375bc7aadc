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

/** How long an answer serves all rules that are judged in one go. */
const REMEMBERED_MS = 500;

/** Where the rules take their figures from. */
@Injectable()
export class AlertSources {
  /** This instance, as alerts about it name it: the same after a restart. */
  readonly instance: string;
  readonly outsideWrites = new Growth();
  /** The migration that is not over, and the last one: several rules ask for them in the same moment. */
  readonly runs: Pick<RunStore, 'active' | 'latest'>;

  // oxlint-disable-next-line max-params -- what alerts are about
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

/** Asks at most once in a while. An answer that failed is not kept. */
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
