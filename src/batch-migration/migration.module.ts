import { Module } from '@nestjs/common';

import { BackupModule } from '../backup/backup.module.js';
import { ProductsModule } from '../products/products.module.js';
import { MigrationMetrics } from './migration-metrics.js';
import { MigrationService } from './migration.service.js';
import { Orchestrator } from './orchestrator.js';
import { OutsideWriters } from './outside-writers/outside-writers.js';
import { QueryProbes } from '../query-performance/query-probes.js';
import { PrivilegeNotice } from './preflight/privilege-notice.js';
import { Quarantine } from './quarantine.js';
import { QUARANTINED_DOCUMENTS } from './quarantined-document.schema.js';
import { MIGRATION_RUNS } from './run/migration-run.schema.js';
import { RunStore } from './run/run-store.js';
import { Supervisor } from './supervisor.js';

/** The migration: every instance runs it in the background; the one that holds the lease drives the run. */
@Module({
  imports: [ProductsModule, BackupModule, MIGRATION_RUNS, QUARANTINED_DOCUMENTS],
  providers: [
    MigrationMetrics,
    MigrationService,
    Orchestrator,
    OutsideWriters,
    PrivilegeNotice,
    QueryProbes,
    Quarantine,
    RunStore,
    Supervisor,
  ],
  exports: [MigrationService, Quarantine, RunStore, Supervisor],
})
export class MigrationModule {}
