import { type DynamicModule, Injectable, Module } from '@nestjs/common';

import { IntegrityCheck } from '../batch-migration/checks/integrity-check.js';
import { PreflightChecks } from '../batch-migration/checks/preflight-checks.js';
import { RunIntegrity } from '../batch-migration/checks/run-integrity.js';
import { ScannedDocuments, UnservableDocuments } from '../batch-migration/unservable-documents.js';
import { QuarantineList } from '../batch-migration/http/quarantine-list.js';
import { AuditModule } from '../audit/audit.module.js';
import { BackupModule } from '../backup/backup.module.js';
import { CapacityModule } from '../capacity/capacity.module.js';
import type { Settings } from '../config/settings.js';
import { SettingsModule } from '../config/settings.module.js';
import { IndexBuilder } from '../indexes/index-builder.js';
import { INDEX_PARTS } from '../indexes/index-parts.js';
import { MigrationService } from '../batch-migration/migration.service.js';
import { Orchestrator } from '../batch-migration/orchestrator.js';
import { OutsideWriters } from '../batch-migration/outside-writers/outside-writers.js';
import { QueryProbes } from '../query-performance/query-probes.js';
import { Quarantine } from '../batch-migration/quarantine.js';
import { QUARANTINED_DOCUMENTS } from '../batch-migration/quarantined-document.schema.js';
import { MIGRATION_RUNS } from '../batch-migration/run/migration-run.schema.js';
import { RESTORE_RUNS } from '../restore/restore-run.schema.js';
import { STORED_SCHEDULES } from '../schedules/schedule-record.schema.js';
import { RunStore } from '../batch-migration/run/run-store.js';
import { RestoreStore } from '../restore/restore-store.js';
import { Restores } from '../restore/restores.service.js';
import { Supervisor } from '../batch-migration/supervisor.js';
import { SCHEDULE_PARTS } from '../schedules/schedule-parts.js';
import { Scheduler } from '../schedules/scheduler.js';
import { DatabaseModule } from '../database/database.module.js';

/**
 * Drives only the runs that commands start. It takes over nothing by itself: showing the status must not take over a
 * run.
 */
@Injectable()
export class CommandSupervisor extends Supervisor {
  override onApplicationBootstrap(): void {
    /* only commands drive */
  }
}

/** Runs jobs on command; due schedules are left to the service. */
@Injectable()
export class CommandScheduler extends Scheduler {
  override onApplicationBootstrap(): void {
    /* only commands begin runs */
  }
}

/** The service's parts for the command line: no HTTP, no catalog in memory, no background work. */
@Module({})
export class CliModule {
  static with(settings: Settings): DynamicModule {
    return {
      module: CliModule,
      imports: [
        SettingsModule.with(settings),
        DatabaseModule,
        AuditModule,
        BackupModule,
        CapacityModule,
        MIGRATION_RUNS,
        QUARANTINED_DOCUMENTS,
        RESTORE_RUNS,
        STORED_SCHEDULES,
      ],
      providers: [
        MigrationService,
        Orchestrator,
        OutsideWriters,
        QueryProbes,
        Quarantine,
        RunStore,
        { provide: Supervisor, useClass: CommandSupervisor },
        PreflightChecks,
        QuarantineList,
        { provide: UnservableDocuments, useClass: ScannedDocuments },
        { provide: IntegrityCheck, useClass: RunIntegrity },
        Restores,
        RestoreStore,
        IndexBuilder,
        ...INDEX_PARTS,
        ...SCHEDULE_PARTS,
        { provide: Scheduler, useClass: CommandScheduler },
      ],
    };
  }
}
