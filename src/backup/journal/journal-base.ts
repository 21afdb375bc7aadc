import type { Logger } from '@nestjs/common';
import type { mongo } from 'mongoose';
import { messageOf } from '../../errors/message-of.js';
import { liveWork } from '../../leases/live-work.js';
import { presentTime } from '../../database/present-time.js';
import { BackupInterruptedError } from '../backup-errors.js';
import type { Backups } from '../backups.service.js';
import type { CreateOptions } from '../create-backup.js';
import { uuidText } from './change-event.js';
import { clusterTimeOf, secondsOf, timestampOf } from './cluster-timestamp.js';
import type { JournalFolder } from './journal-folder.js';
import type { Life } from './journal-session.js';

const LOOK_AGAIN_MS = 5_000;
/** The pause once there is a base, or when making one failed for a lasting reason. */
const LOOK_LATER_MS = 60_000;
/**
 * A migration measures the new collection right after the switch; reading all of it at that time would distort the
 * figures.
 */
const WAIT_FOR_MIGRATION_MS = 120_000;
/** The server keeps snapshot history for 300 s by default: with less time left, a backup would not finish. */
const LATEST_START_SECONDS = 240;

/** What finding and making a base needs. */
export interface BaseTools {
  readonly backups: Backups;
  readonly db: mongo.Db;
  readonly folder: JournalFolder;
  readonly logger: Pick<Logger, 'log' | 'warn'>;
}

/**
 * Makes sure there is a full backup to which the journal can be applied: one of the current collection, made since it
 * got its name and since the last gap in the journal. After a switch, the backup is made of the very moment of the
 * switch.
 */
export class JournalBase {
  /** The newest suitable backup. */
  id: string | null = null;
  problem: string | null = null;
  private life: Life = { collection: null, since: null };
  private nextLook = -Infinity;
  private lifeSeenAt = performance.now();
  private looking: Promise<void> | undefined;
  private readonly stopping = new AbortController();

  constructor(private readonly tools: BaseTools) {}

  /** Looks for a base in the background, and makes one if there is none. */
  look(life: Life): void {
    if (life.collection !== this.life.collection || life.since !== this.life.since) {
      this.life = life;
      this.id = null;
      this.lifeSeenAt = performance.now();
      this.nextLook = -Infinity;
    }
    if (this.looking !== undefined || performance.now() < this.nextLook) return;
    this.looking = this.find(life)
      .then(
        () => {
          this.problem = null;
          this.nextLook = performance.now() + (this.id === null ? LOOK_AGAIN_MS : LOOK_LATER_MS);
        },
        (error: unknown) => {
          // Index builds at startup are the usual reason for an interruption.
          this.nextLook = performance.now() + (error instanceof BackupInterruptedError ? LOOK_AGAIN_MS : LOOK_LATER_MS);
          if (this.stopping.signal.aborted) return;
          this.problem = `There is no full backup to apply the journal of changes to: ${messageOf(error)}`;
          this.tools.logger.warn(this.problem);
        },
      )
      .finally(() => {
        this.looking = undefined;
      });
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.looking;
  }

  private async find(life: Life): Promise<void> {
    if (life.collection === null) return;
    this.id = await this.present(life);
    if (this.id !== null || (await this.shouldWait())) return;
    const { backups, logger } = this.tools;
    const { id, documents } = await backups.create({
      reason: 'base for the journal of changes',
      signal: this.stopping.signal,
      ...(await this.moment(life)),
    });
    if (life.collection === this.life.collection) this.id = id;
    logger.log(`${id}: ${documents} products, to which the journal of changes can be applied`);
  }

  /** The newest backup of the collection that lies within the gapless part of the journal. */
  private async present({ collection, since }: Life): Promise<string | null> {
    const from = since ?? (await this.tools.folder.seamlessFrom());
    const found = (await this.tools.backups.list()).find(
      ({ manifest }) =>
        manifest !== undefined &&
        uuidText(manifest.collectionUuid) === collection &&
        clusterTimeOf(manifest.clusterTime) >= from,
    );
    return found?.id ?? null;
  }

  private async shouldWait(): Promise<boolean> {
    return (
      performance.now() - this.lifeSeenAt < WAIT_FOR_MIGRATION_MS &&
      (await liveWork(this.tools.db)).migration?.state === 'running'
    );
  }

  /** When the collection got its name, while the server's history still reaches back to it. */
  private async moment({ since }: Life): Promise<Pick<CreateOptions, 'at'>> {
    if (since === null) return {};
    const age = (await presentTime(this.tools.db)).getHighBitsUnsigned() - secondsOf(since);
    return age < LATEST_START_SECONDS ? { at: timestampOf(since) } : {};
  }
}
