import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';

import { messageOf } from '../errors/message-of.js';
import { BackgroundLoop } from '../leases/background-loop.js';
import { MetricsRegistry } from '../metrics/metrics-registry.js';
import { Orchestrator } from './orchestrator.js';
import { Quarantine } from './quarantine.js';
import { ENDED, type MigrationRun, RUN_STATES } from './run/migration-run.js';
import { RunStore } from './run/run-store.js';

const LOOK_EVERY_MS = 5_000;
/** While no migration is running: about as often as monitoring scrapes. */
const LOOK_AT_REST_EVERY_MS = 15_000;
const WORKS: readonly (string | undefined)[] = ['running', 'rolling-back'];

/** The backlog's gauges and their help texts. */
const BACKLOG = [
  ['changes_behind', 'Changes written but not yet applied to the copies', 'changesBehind'],
  ['seconds_behind', 'How far the copies lag behind the writers', 'secondsBehind'],
  ['changes_applied_per_second', 'Changes applied to the copies per second', 'appliedPerSecond'],
  ['changes_written_per_second', 'Changes to products written per second', 'writtenPerSecond'],
] as const;

/**
 * Exports the state of the migration to monitoring, from the run's document, so every instance reports the same values
 * no matter which one drives the run.
 */
@Injectable()
export class MigrationMetrics implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(MigrationMetrics.name);
  private run: MigrationRun | null = null;
  private quarantined = 0;
  private readonly looking = new BackgroundLoop({
    work: () => this.look(),
    everyMs: LOOK_EVERY_MS,
    failed: (error) => {
      this.logger.debug(`The migration could not be checked: ${messageOf(error)}`);
    },
  });

  constructor(
    private readonly runs: RunStore,
    private readonly quarantine: Quarantine,
    private readonly orchestrator: Orchestrator,
    metrics: MetricsRegistry,
  ) {
    const state = metrics.gauge('catalog_migration_state', 'State of the last migration: 1 for the current one', {
      labelNames: ['state'],
    });
    const show = (): number => {
      for (const name of RUN_STATES) state.set({ state: name }, this.run?.state === name ? 1 : 0);
      return this.run?.counts.migrated ?? 0;
    };
    metrics.gauge('catalog_migration_documents_migrated', 'Documents migrated by the last migration', {
      read: show,
    });
    metrics.gauge('catalog_migration_documents_total', 'Documents to be migrated by the last migration', {
      read: () => this.run?.counts.total ?? 0,
    });
    metrics.gauge('catalog_migration_quarantined_documents', 'Documents in quarantine', {
      read: () => this.quarantined,
    });
    metrics.gauge('catalog_migration_write_pause_seconds', 'How long writes waited at the last switch or rollback', {
      read: () => (this.run?.writePauseMs ?? 0) / 1000,
    });
    metrics.gauge(
      'catalog_migration_way_back_lag_seconds',
      'How far the rollback copy lags behind, on the instance that drives the migration',
      { read: () => this.orchestrator.lag.seconds },
    );
    showBacklog(metrics, () => this.run);
    metrics.gauge('catalog_migration_outside_writes', 'Writes of an old shape since the switch', {
      read: () => Object.values(this.run?.work.outsideWriters ?? {}).reduce((sum, count) => sum + count, 0),
    });
  }

  onApplicationBootstrap(): void {
    this.looking.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.looking.stop();
  }

  private async look(): Promise<number> {
    this.run = await this.runs.latest();
    this.quarantined = await this.quarantine.count();
    return WORKS.includes(this.run?.state) ? LOOK_EVERY_MS : LOOK_AT_REST_EVERY_MS;
  }
}

/** How far the copies lag behind, whichever instance drives the run; 0 if there is nothing to keep up to date. */
function showBacklog(metrics: MetricsRegistry, runOf: () => MigrationRun | null): void {
  for (const [name, help, field] of BACKLOG) {
    metrics.gauge(`catalog_migration_${name}`, help, {
      read: () => workOf(runOf())?.backlog?.[field] ?? 0,
    });
  }
  metrics.gauge('catalog_migration_switch_attempts', 'How often the current switch has been postponed', {
    read: () => workOf(runOf())?.switchAttempts?.attempts ?? 0,
  });
}

function workOf(run: MigrationRun | null): MigrationRun['work'] | undefined {
  return run === null || ENDED.includes(run.state) ? undefined : run.work;
}
