import { Injectable, Logger } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import { messageOf } from '../errors/message-of.js';
import { processOwner } from '../leases/process-owner.js';
import { Backups } from '../backup/backups.service.js';
import { parsePointInTime } from '../backup/journal/point-in-time.js';
import type { Restored } from '../backup/restore-backup.js';
import { collectionSize } from '../backup/snapshot-scan.js';
import { DomainError } from '../errors/domain-error.js';
import { ENDED_BY_RESTORE } from '../batch-migration/run/migration-run.js';
import { MigrationActiveError } from '../batch-migration/run/run-errors.js';
import { dropCollection, findCollection, isLive } from '../collection-swap/named-collections.js';
import { RunStore } from '../batch-migration/run/run-store.js';
import { Collections, PRODUCTS } from '../database/collections.js';
import { crashPoint } from '../database/crash-point.js';
import { endAbandoned } from './clear-up.js';
import { compareWithReplaced } from './differences.js';
import { OwnedRestore } from './owned-restore.js';
import { RestoreLeaseLostError, RestoreSpaceError, WayBackOpenError } from './restore-errors.js';
import type { RestoreReport, RestoreRun } from './restore-run.js';
import { type NewRestore, RestoreStore } from './restore-store.js';
import { type TakenName, takeName } from './take-name.js';

const MEGABYTE = 1_000_000;

/**
 * Restores the products to a backup, or to any second after it that the journal covers. They are restored beside the
 * live ones, compared, and swapped in with one rename; the replaced products are kept.
 */
@Injectable()
export class Restores implements OnModuleDestroy {
  /** This process, as the owner of restores. */
  readonly owner = processOwner();
  private readonly logger = new Logger(Restores.name);
  private readonly stopping = new AbortController();
  private driving: Promise<void> | undefined;

  constructor(
    private readonly collections: Collections,
    private readonly backups: Backups,
    private readonly store: RestoreStore,
    private readonly runs: RunStore,
  ) {}

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.driving;
  }

  /** Starts a restore in the background of this process; refused during another restore or a migration. */
  async start(wanted: Omit<NewRestore, 'owner'>): Promise<RestoreRun> {
    await this.backups.get(wanted.backupId);
    if (wanted.pointInTime !== null) parsePointInTime(wanted.pointInTime);
    await this.endAbandoned();
    const run = await this.store.start({ ...wanted, owner: this.owner });
    crashPoint('restore-begun');
    const refusal = await this.refusalOf(run);
    if (refusal !== null) {
      await this.store.withdraw(run);
      throw refusal;
    }
    // The next restore can begin as soon as this one is seen to have ended, which is before it is put away here.
    const driving = this.drive(run).finally(() => {
      if (this.driving === driving) this.driving = undefined;
    });
    this.driving = driving;
    return run;
  }

  /** Resolves when no restore is running here. */
  async whenIdle(): Promise<void> {
    await this.driving;
  }

  /** Stops the restore running here; the products stay as they were unless they have been replaced already. */
  stop(): void {
    this.stopping.abort();
  }

  get(id: string): Promise<RestoreRun> {
    return this.store.get(id);
  }

  /** The restores, latest first; a hundred by default. */
  list(limit?: number): Promise<RestoreRun[]> {
    return this.store.list(limit);
  }

  /** Ends a restore whose process is gone. */
  async endAbandoned(): Promise<void> {
    const run = await this.store.claim(this.owner);
    if (run === null) return;
    const ended = await endAbandoned(this.collections.db, this.store, run);
    this.logger.warn(`${run._id}: ${ended.error?.message ?? ended.state}`);
  }

  /** Checked after the restore is visible: if a migration and a restore start at once, at least one sees the other. */
  private async refusalOf({ closeWayBack }: RestoreRun): Promise<Error | null> {
    const migration = await this.runs.active();
    if (migration === null) return null;
    if (!ENDED_BY_RESTORE.includes(migration.state)) return new MigrationActiveError(migration._id);
    return closeWayBack ? null : new WayBackOpenError(migration._id, migration.state);
  }

  /** From here on the restore is certain to succeed. */
  private async endMigration({ id, value }: OwnedRestore): Promise<string | null> {
    const migration = await this.runs.active();
    if (migration === null) return null;
    const { twin } = migration.work;
    const ended = value.closeWayBack
      ? await this.runs.endForRestore(
          migration._id,
          'Products were restored by ' +
            `${id}${twin === null ? '' : `; the copy ${twin.name} is left until the next migration`}`,
        )
      : null;
    if (ended === null) throw new MigrationActiveError(migration._id);
    return migration._id;
  }

  /** Never throws: the result is in the restore's document. */
  private async drive(run: RestoreRun): Promise<void> {
    const restore = new OwnedRestore(this.store, run, this.stopping.signal);
    try {
      await restore.keepLease();
      const report = await this.restore(restore);
      await restore.update({ state: 'done', report });
    } catch (error) {
      // If another process owns the restore by now, it has ended it.
      if (!(error instanceof RestoreLeaseLostError)) await this.fail(restore, error);
    } finally {
      await restore.letGo();
    }
  }

  private async restore(restore: OwnedRestore): Promise<RestoreReport> {
    const { backupId, pointInTime } = restore.value;
    await this.requireSpace(backupId);
    return this.backups.restoreAside(
      backupId,
      {
        pointInTime: pointInTime ?? undefined,
        signal: restore.signal,
        onStep: (step) => restore.enter(step),
        onProgress: (done, total) => {
          restore.noteProgress(done, total);
        },
        onScratch: ({ name, uuid }) => restore.updateWork({ scratch: { name, uuid } }),
      },
      (restored) => this.replace(restore, restored),
    );
  }

  private async replace(restore: OwnedRestore, { scratch, result }: Restored): Promise<RestoreReport> {
    const endedMigration = await this.endMigration(restore);
    const taken = await takeName({
      db: this.collections.db,
      restore,
      restored: { name: scratch.name, uuid: scratch.uuid },
    });
    const { documents, exact, inexactCount, inexact, pointInTime, seconds } = result;
    const { kept, writePauseMs, stragglers } = taken;
    return {
      documents,
      exact,
      inexactCount,
      inexact,
      pointInTime,
      seconds,
      kept: kept?.name ?? null,
      writePauseMs,
      stragglers,
      endedMigration,
      ...(await this.compare(restore, taken)),
    };
  }

  /** The products are restored by now, so a failure here is reported but does not fail the restore. */
  private async compare(
    restore: OwnedRestore,
    { kept, time }: TakenName,
  ): Promise<Pick<RestoreReport, 'differences' | 'comparisonProblem'>> {
    if (kept === null || time === null)
      return { differences: null, comparisonProblem: 'There were no products to compare with' };
    try {
      await restore.enter('comparing');
      const differences = await compareWithReplaced(this.collections.db, kept, time, restore.signal);
      crashPoint('restore-compared');
      return { differences, comparisonProblem: null };
    } catch (error) {
      return {
        differences: null,
        comparisonProblem: `The comparison with what was replaced failed: ${messageOf(error)}`,
      };
    }
  }

  private async fail(restore: OwnedRestore, error: unknown): Promise<void> {
    this.logger.error(`${restore.id} failed: ${messageOf(error)}`);
    const { db } = this.collections;
    const { scratch, kept } = restore.value.work;
    const told = { code: error instanceof DomainError ? error.code : 'UNEXPECTED', message: messageOf(error) };
    try {
      // A failure after the rename does not undo it.
      if (await isLive(db, scratch)) return await restore.update({ state: 'done', error: told });
      await dropCollection(db, kept);
      await restore.update({ state: 'failed', error: told });
    } catch (failure) {
      this.logger.warn(`${restore.id} could not be cleaned up yet: ${messageOf(failure)}`);
    }
  }

  /** The restored products and the copy of the replaced ones need space besides the existing data. */
  private async requireSpace(backupId: string): Promise<void> {
    const { db } = this.collections;
    const { files } = await this.backups.get(backupId);
    const { fsTotalSize, fsUsedSize } = await db.command({ dbStats: 1 });
    if (typeof fsTotalSize !== 'number' || typeof fsUsedSize !== 'number') return;
    const live = await findCollection(db, PRODUCTS);
    const needed =
      files.documents.contentBytes +
      (live === null ? 0 : (await collectionSize(this.collections.productDocuments)).bytes);
    const free = fsTotalSize - fsUsedSize;
    if (free < needed)
      throw new RestoreSpaceError(
        'The restore may need ' +
          (`${(needed / MEGABYTE).toFixed(1)} MB on the database's disk, and ${(free / MEGABYTE).toFixed(1)} ` +
            'MB are free; free space there first'),
      );
  }
}
