import { Injectable } from '@nestjs/common';

import { BackupJobs } from '../../../backup/http/backup-jobs.js';
import type { BackupDto } from '../../../backup/http/backup.dto.js';
import { toBackupDto, toJobDto, toJournalDto } from '../../../backup/http/to-backup-dto.js';
import { toRestoreDto } from '../../../restore/http/to-restore-dto.js';
import { toRunDto } from '../../../batch-migration/http/to-run-dto.js';
import { toAlertDto } from '../../../alerts/http/alert.dto.js';
import { AlertsService } from '../../../alerts/alerts.service.js';
import { Backups } from '../../../backup/backups.service.js';
import { RunStore } from '../../../batch-migration/run/run-store.js';
import { QueryMeter } from '../../../monitoring/query-meter.js';
import { LATENCY_TARGETS } from '../../../query-classes/latency-targets.js';
import { Restores } from '../../../restore/restores.service.js';
import { Scheduler } from '../../../schedules/scheduler.js';
import { CensusTaker } from '../../census.js';
import type { Told, Topic } from './topic.js';

const SOON_MS = 500;
const SECOND_MS = 1_000;
const LATER_MS = 2_000;
const SELDOM_MS = 5_000;
/** The journal's lag changes with every poll and is normally a few seconds, so it is sent in steps of this size. */
const LAG_STEP_SECONDS = 15;
/** Maximum number of firing alerts to list; the rest are only counted. */
const MAX_ALERTS = 50;

/** The data sources of the topics. */
@Injectable()
export class TopicSources {
  // oxlint-disable-next-line max-params -- everything the console shows
  constructor(
    readonly runs: RunStore,
    readonly restores: Restores,
    readonly backups: Backups,
    readonly jobs: BackupJobs,
    readonly alerts: AlertsService,
    readonly scheduler: Scheduler,
    readonly census: CensusTaker,
    readonly meter: QueryMeter,
  ) {}
}

/**
 * The console's topics. Runs, restores and schedules are read from the database, which includes changes by the command
 * line and other instances.
 */
export function consoleTopics(sources: TopicSources): readonly Topic[] {
  const folder = new BackupList(sources.backups);
  return [
    { name: 'run', everyMs: SOON_MS, read: () => readRun(sources) },
    { name: 'census', everyMs: SOON_MS, read: () => readCensus(sources) },
    { name: 'restore', everyMs: SECOND_MS, read: () => readRestore(sources) },
    { name: 'backups', everyMs: SECOND_MS, read: () => folder.read(sources.jobs) },
    { name: 'alerts', everyMs: LATER_MS, read: () => readAlerts(sources) },
    { name: 'schedules', everyMs: LATER_MS, read: () => readSchedules(sources) },
    { name: 'latency', everyMs: SELDOM_MS, read: () => readLatency(sources) },
  ];
}

/** The most recently started migration, finished or not. */
async function readRun({ runs }: TopicSources): Promise<Told> {
  const run = await runs.latest();
  return { data: run === null ? null : toRunDto(run) };
}

function readCensus({ census }: TopicSources): Told {
  const { asOf, ...data } = census.take();
  return { at: asOf, data };
}

async function readRestore({ restores }: TopicSources): Promise<Told> {
  const [restore] = await restores.list(1);
  return { data: restore === undefined ? null : toRestoreDto(restore) };
}

async function readAlerts({ alerts }: TopicSources): Promise<Told> {
  const [firing, page] = await Promise.all([alerts.firing(), alerts.list({ state: 'firing' }, { limit: MAX_ALERTS })]);
  const shown = page.alerts.map((alert) => {
    const { history: _, ...view } = toAlertDto(alert);
    return view;
  });
  return { data: { firing, notJudged: alerts.problems, alerts: shown } };
}

/** Without the figures of the last runs, which are large and available from `GET …/schedules/:name`. */
async function readSchedules({ scheduler }: TopicSources): Promise<Told> {
  const schedules = await scheduler.list();
  return {
    data: schedules.map(({ lastRun, ...schedule }) => ({
      ...schedule,
      lastRun: lastRun === null ? null : { ...lastRun, detail: null },
    })),
  };
}

/** Of this instance, in the last five minutes. */
function readLatency({ meter }: TopicSources): Told {
  return { data: LATENCY_TARGETS.map((target) => ({ ...target, ...meter.figures(target.name) })) };
}

/** The backups: jobs and journal with every poll, the folder at its own interval or when a job has ended. */
class BackupList {
  private readAt = Number.NEGATIVE_INFINITY;
  private jobIds = '';
  private found: readonly BackupDto[] = [];

  constructor(private readonly backups: Backups) {}

  async read(jobs: BackupJobs): Promise<Told> {
    const running = jobs.list();
    const jobIds = running.map(({ id }) => id).join();
    if (jobIds !== this.jobIds || performance.now() - this.readAt >= SELDOM_MS) {
      this.found = (await this.backups.list()).map(toBackupDto);
      this.readAt = performance.now();
      this.jobIds = jobIds;
    }
    const journal = toJournalDto(await this.backups.journalNews());
    const others = {
      count: this.found.length,
      newest: this.found.find(({ state }) => state === 'done') ?? null,
      jobs: running.filter(({ id }) => !this.found.some((backup) => backup.id === id)).map(toJobDto),
    };
    const lag = Math.floor((journal?.lagSeconds ?? 0) / LAG_STEP_SECONDS);
    return { data: { ...others, journal }, same: [others, { ...journal, lagSeconds: lag }] };
  }
}
