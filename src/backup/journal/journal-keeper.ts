import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { messageOf } from '../../errors/message-of.js';
import { Settings } from '../../config/settings.js';
import { Collections } from '../../database/collections.js';
import { MongoConnector } from '../../database/mongo-connector.js';
import { BackgroundLoop } from '../../leases/background-loop.js';
import { Backups } from '../backups.service.js';
import { secondsOf, timestampOf } from './cluster-timestamp.js';
import { JournalBase } from './journal-base.js';
import { JournalFolder } from './journal-folder.js';
import { claimJournal, type JournalLease } from './journal-lease.js';
import type { JournalSession } from './journal-session.js';
import { openSession } from './open-session.js';

/** How often an instance without the lease checks whether it is free, or whether its problem is solved. */
const LOOK_EVERY_MS = 2_000;
const COUNT_BYTES_EVERY_MS = 30_000;
/** The same problem is logged once within this time. */
const TELL_AGAIN_MS = 60_000;
const MS_PER_SECOND = 1000;

/**
 * Writes the journal of changes in the background of the service, and makes sure there is a full backup to apply it to.
 * One instance at a time holds the lease and writes; if it dies, another continues where the journal ends.
 */
@Injectable()
export class JournalKeeper implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(JournalKeeper.name);
  private readonly keeping = new BackgroundLoop({
    work: () => this.keepIfFree(),
    everyMs: LOOK_EVERY_MS,
    failed: (error) => {
      this.tell(`The journal of changes is not being written: ${messageOf(error)}`);
    },
    stopsWithinMs: Infinity,
  });
  private readonly folder: JournalFolder;
  private told = { message: '', at: -Infinity };

  constructor(
    private readonly collections: Collections,
    private readonly settings: Settings,
    private readonly backups: Backups,
    private readonly connector: MongoConnector,
  ) {
    this.folder = new JournalFolder(settings.BACKUP_DIR, settings.MONGODB_DATABASE);
  }

  onApplicationBootstrap(): void {
    if (this.settings.JOURNAL_ENABLED) this.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop();
  }

  /** Starts competing for the journal. */
  start(): void {
    this.keeping.start((signal) => this.connector.untilConnected(signal));
  }

  /** Writes what has been read and hands over to another instance. */
  async stop(): Promise<void> {
    await this.keeping.stop();
  }

  private async keepIfFree(): Promise<void> {
    await this.folder.prepare();
    const lease = await claimJournal(this.collections.db, (await this.folder.highest()).epoch);
    if (lease !== null) await this.keep(lease);
  }

  /** Writes the journal until the service stops or something fails; always releases the lease. */
  private async keep(lease: JournalLease): Promise<void> {
    const { client, db } = this.collections;
    try {
      const { session, beginning } = await openSession({
        client,
        db,
        folder: this.folder,
        lease,
        flushMs: this.settings.JOURNAL_FLUSH_SECONDS * MS_PER_SECOND,
      });
      const base = new JournalBase({ backups: this.backups, db, folder: this.folder, logger: this.logger });
      if (beginning !== null)
        this.logger[beginning.isGap ? 'error' : 'log'](
          `${beginning.reason}${beginning.isGap ? ': the journal of changes starts over' : ''}; creating a ` +
            'full backup to apply it to',
        );
      try {
        await this.follow(session, lease, base);
      } finally {
        await session.close();
        await base.stop();
      }
    } catch (error) {
      lease.tell({ problem: messageOf(error) });
      throw error;
    } finally {
      await lease.release().catch(() => undefined); // the lease expires by itself
    }
  }

  private async follow(session: JournalSession, lease: JournalLease, base: JournalBase): Promise<void> {
    let bytes = await this.folder.bytes();
    let countedAt = performance.now();
    while (!this.keeping.signal.aborted) {
      base.look(session.life);
      await session.turn();
      if (session.coveredTo < lease.wanted) await session.coverTo(lease.wanted);
      if (performance.now() - countedAt > COUNT_BYTES_EVERY_MS) {
        bytes = await this.folder.bytes();
        countedAt = performance.now();
      }
      lease.tell({
        coveredTo: timestampOf(session.coveredTo),
        safeAt: new Date(secondsOf(session.safeTo) * MS_PER_SECOND),
        bytes,
        base: base.id,
        problem: base.problem,
      });
    }
    await session.finish();
  }

  private tell(message: string): void {
    if (message === this.told.message && performance.now() - this.told.at < TELL_AGAIN_MS) return;
    this.told = { message, at: performance.now() };
    this.logger.error(message);
  }
}
