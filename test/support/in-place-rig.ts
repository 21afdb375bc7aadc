import { Logger } from '@nestjs/common';

import { Backups } from '../../src/backup/backups.service.js';
import type { Settings } from '../../src/config/settings.js';
import { MigrationContext } from '../../src/batch-migration/migration-context.js';
import { QueryProbes } from '../../src/query-performance/query-probes.js';
import { OwnedRun } from '../../src/batch-migration/run/owned-run.js';
import type { MigrationRun, RunOptions } from '../../src/batch-migration/run/migration-run.js';
import type { Collections } from '../../src/database/collections.js';
import { LazyUpgrade } from '../../src/products/lazy-upgrade.js';
import type { MigrationRig } from './migration-rig.js';
import { startMigrationRig } from './migration-rig.js';

/** Single phases of an in-place migration, called by hand. */
export interface InPlaceRig extends MigrationRig {
  readonly lazyUpgrade: LazyUpgrade;
  /** Creates a run in which nothing has been done. */
  begin(options?: Partial<RunOptions>): Promise<MigrationContext>;
  /** Drives an existing run. */
  drive(run: MigrationRun): Promise<MigrationContext>;
}

/** Opens a rig on a new or an existing database. */
export async function startInPlaceRig(of?: {
  readonly name: string;
  readonly settings: Settings;
}): Promise<InPlaceRig> {
  const rig = await startMigrationRig(of);
  const { client, db, products, settings, runs, quarantine } = rig;
  const collections = { client, db, products, productDocuments: products } as unknown as Collections;
  const lazyUpgrade = new LazyUpgrade(collections, settings);
  const tools = {
    collections,
    settings,
    quarantine,
    backups: new Backups(collections, settings),
    probes: new QueryProbes(collections),
  };
  const open: { run: OwnedRun; context: MigrationContext }[] = [];
  const drive = async (run: MigrationRun): Promise<MigrationContext> => {
    const driven = new OwnedRun(runs, run, new Logger('test'), new AbortController().signal);
    const context = new MigrationContext(driven, tools);
    await driven.keepLease();
    open.push({ run: driven, context });
    return context;
  };
  return {
    ...rig,
    lazyUpgrade,
    drive,
    begin: async (options = {}) =>
      drive(
        await runs.start(
          'in-place',
          { manualSwitch: false, maxDocumentsPerSecond: null, acceptBlockers: false, ...options },
          { owner: 'test', startedBy: 'test' },
        ),
      ),
    close: async () => {
      for (const { run, context } of open) {
        await run.letGo();
        await context.close();
      }
      await lazyUpgrade.onModuleDestroy();
      await rig.close();
    },
  };
}
