import { clusterTimeText, timestampOf } from '../../src/backup/journal/cluster-timestamp.js';
import { JournalFolder } from '../../src/backup/journal/journal-folder.js';
import { JournalKeeper } from '../../src/backup/journal/journal-keeper.js';
import { askForCover } from '../../src/backup/journal/journal-lease.js';
import { now } from '../../src/backup/journal/open-session.js';
import { Settings } from '../../src/config/settings.js';
import { withSettings } from '../../src/config/with-settings.js';
import { RunStore } from '../../src/batch-migration/run/run-store.js';
import type { RestoreRun } from '../../src/restore/restore-run.js';
import { RestoreStore } from '../../src/restore/restore-store.js';
import { Restores } from '../../src/restore/restores.service.js';
import type { Collections } from '../../src/database/collections.js';
import type { MongoConnector } from '../../src/database/mongo-connector.js';
import { eventually } from './eventually.js';
import { type BackupRig, type BackupRigOptions, openBackupRig } from './backup-rig.js';
import { MIGRATION_RUN } from '../../src/batch-migration/run/migration-run.schema.js';
import { RESTORE_RUN } from '../../src/restore/restore-run.schema.js';
import { modelOf } from './models.js';

/** Backups with their journal, and restores of the live products, on a test's own database. */
export interface JournalRig extends BackupRig {
  readonly journal: JournalFolder;
  readonly restores: Restores;
  readonly restoreStore: RestoreStore;
  readonly runs: RunStore;
  /** Starts keeping the journal, and waits for the backup it continues from; returns that backup's id. */
  keep(): Promise<{ readonly keeper: JournalKeeper; readonly base: string }>;
  /** A keeper that has not started. */
  keeper(): JournalKeeper;
  /** Waits until everything written so far is in the journal, on its disk. */
  journaled(): Promise<void>;
  /** The current cluster time in the form that restores accept. */
  now(): Promise<string>;
  /** Restores the live products, and waits for the outcome. */
  restoreLive(backupId: string, pointInTime?: string): Promise<RestoreRun>;
}

/** Opens a rig, by default on a new database and a new folder. */
export async function openJournalRig(options: BackupRigOptions = {}): Promise<JournalRig> {
  const rig = await openBackupRig(options);
  const { client, db, products, folder, backups } = rig;
  const settings = withSettings(new Settings(), {
    BACKUP_DIR: folder,
    MONGODB_DATABASE: db.databaseName,
    JOURNAL_FLUSH_SECONDS: 1,
  });
  const collections = { client, db, productDocuments: products } as unknown as Collections;
  const connector = { untilConnected: () => Promise.resolve() } as MongoConnector;
  const runs = new RunStore(modelOf(collections, MIGRATION_RUN));
  const restoreStore = new RestoreStore(modelOf(collections, RESTORE_RUN));
  const restores = new Restores(collections, backups, restoreStore, runs);
  const keepers: JournalKeeper[] = [];
  const journal = new JournalFolder(folder, db.databaseName);
  const keeper = (): JournalKeeper => {
    const made = new JournalKeeper(collections, settings, backups, connector);
    keepers.push(made);
    return made;
  };
  return {
    ...rig,
    restores,
    restoreStore,
    runs,
    keeper,
    journal,
    keep: async () => {
      const known = new Set((await backups.list()).map(({ id }) => id));
      const started = keeper();
      started.start();
      const base = await eventually(
        'a base of the journal',
        async () => (await backups.list()).find(({ id }) => !known.has(id))?.id,
      );
      return { keeper: started, base };
    },
    journaled: async () => {
      const time = await now(db);
      await askForCover(db, timestampOf(time));
      await eventually(
        'a journal that reaches to the present',
        async () => ((await journal.tail())?.frame.to.toBigInt() ?? 0n) >= time,
      );
    },
    now: async () => clusterTimeText(await now(db)),
    restoreLive: async (backupId, pointInTime) => {
      const { _id } = await restores.start({
        backupId,
        pointInTime: pointInTime ?? null,
        closeWayBack: false,
        startedBy: 'test',
      });
      await restores.whenIdle();
      return restores.get(_id);
    },
    close: async () => {
      restores.stop();
      await restores.whenIdle();
      for (const made of keepers) await made.stop();
      await rig.close();
    },
  };
}
