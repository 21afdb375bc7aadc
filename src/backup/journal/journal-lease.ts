import type { mongo } from 'mongoose';
import { HeldLease } from '../../leases/held-lease.js';
import { literals } from '../../database/literals.js';
import { processOwner } from '../../leases/process-owner.js';
import { JournalLeaseLostError } from './journal-errors.js';

/** How long the journal belongs to its writer without news of it. */
const LEASE_MS = 10_000;
const MS_PER_SECOND = 1000;
const MAJORITY = { writeConcern: { w: 'majority' } } as const;

/** How the journal stands, as its writer told it last; every instance can ask. */
export interface JournalNews {
  /** The instance that writes it; `null` where none does. */
  readonly owner: string | null;
  /** Everything up to here is on the disk of its writer; `null`: nothing yet. */
  readonly coveredTo: mongo.Timestamp | null;
  /**
   * How long ago everything was on the disk; some seconds even where nothing happens, for that too has to be heard of.
   */
  readonly lagSeconds: number;
  readonly bytes: number;
  /** The full backup that the journal goes on from; `null` where there is none yet. */
  readonly base: string | null;
  /** Why it is not as it should be; `null` where it is. */
  readonly problem: string | null;
  readonly toldAt: Date;
  /** Whether somebody keeps it at this moment. */
  readonly isKept: boolean;
}

interface LeaseDocument extends Omit<JournalNews, 'isKept' | 'lagSeconds'> {
  readonly _id: 'journal';
  /** Everything that happened until then is on the disk; by the server's clock. */
  readonly safeAt: Date | null;
  /** Somebody waits until the journal holds everything up to here. */
  readonly wanted?: mongo.Timestamp;
  readonly epoch: number;
  /** By the server's clock. */
  readonly leaseUntil: Date;
}

type News = Pick<LeaseDocument, 'coveredTo' | 'safeAt' | 'bytes' | 'base' | 'problem'>;

const NOTHING: News = { coveredTo: null, safeAt: null, bytes: 0, base: null, problem: null };

/** How the journal stands by its writer's last word; `null` before the first. */
export async function readJournalNews(db: mongo.Db): Promise<JournalNews | null> {
  const [found] = await leases(db)
    .aggregate<LeaseDocument & { readonly now: Date }>([{ $match: { _id: 'journal' } }, { $set: { now: '$$NOW' } }])
    .toArray();
  if (found === undefined) return null;
  const { owner, coveredTo, safeAt, bytes, base, problem, toldAt, leaseUntil, now } = found;
  const lagSeconds = Math.max(0, (now.getTime() - (safeAt ?? toldAt).getTime()) / MS_PER_SECOND);
  return { owner, coveredTo, lagSeconds, bytes, base, problem, toldAt, isKept: leaseUntil > now };
}

/** Makes the journal this process's, with the next epoch; `null` while another one has it. */
export async function claimJournal(db: mongo.Db, leastEpoch: number): Promise<JournalLease | null> {
  const owner = processOwner();
  await leases(db).updateOne(
    { _id: 'journal' },
    { $setOnInsert: { ...NOTHING, owner: null, epoch: 0, leaseUntil: new Date(0), toldAt: new Date(0) } },
    { upsert: true, ...MAJORITY },
  );
  const claimed = await leases(db).findOneAndUpdate(
    { _id: 'journal', $expr: { $lt: ['$leaseUntil', '$$NOW'] } },
    [
      {
        $set: {
          owner,
          epoch: { $add: [{ $max: ['$epoch', leastEpoch] }, 1] },
          leaseUntil: { $add: ['$$NOW', LEASE_MS] },
          toldAt: '$$NOW',
        },
      },
    ],
    { returnDocument: 'after', ...MAJORITY },
  );
  return claimed === null ? null : new JournalLease(db, claimed);
}

/** Asks whoever writes the journal to have everything up to a time on the disk soon. */
export async function askForCover(db: mongo.Db, time: mongo.Timestamp): Promise<void> {
  await leases(db).updateOne({ _id: 'journal' }, { $max: { wanted: time } }, MAJORITY);
}

/** The journal in the hands of the process that writes it. */
export class JournalLease {
  private news: News;
  readonly epoch: number;
  /** Somebody waits until the journal holds everything up to here. */
  wanted = 0n;
  private readonly lease: HeldLease;

  constructor(
    private readonly db: mongo.Db,
    { epoch, coveredTo, safeAt, bytes, base }: LeaseDocument,
  ) {
    this.epoch = epoch;
    this.news = { coveredTo, safeAt, bytes, base, problem: null };
    // The lease ends by itself where the database stays away.
    this.lease = new HeldLease({
      leaseMs: LEASE_MS,
      renew: () => this.tellDatabase(),
      isLost: (error) => error instanceof JournalLeaseLostError,
    });
    this.lease.keep();
  }

  /** What is told of the journal with the next renewal. */
  tell(news: Partial<News>): void {
    this.news = { ...this.news, ...news };
  }

  /** Throws unless the journal is certainly ours still: to be called before every write. */
  ensureMine(): void {
    if (!this.lease.isMine) throw new JournalLeaseLostError();
  }

  /** Lets another instance go on at once. */
  async release(): Promise<void> {
    await this.lease.letGo();
    await leases(this.db).updateOne(
      { _id: 'journal', epoch: this.epoch },
      [{ $set: { ...literals({ ...this.news }), owner: null, leaseUntil: { $subtract: ['$$NOW', 1] } } }],
      MAJORITY,
    );
  }

  /** Extends the lease and tells the news. */
  renew(): Promise<void> {
    return this.lease.renew();
  }

  private async tellDatabase(): Promise<void> {
    const renewed = await leases(this.db).findOneAndUpdate(
      { _id: 'journal', epoch: this.epoch },
      [{ $set: { ...literals({ ...this.news }), leaseUntil: { $add: ['$$NOW', LEASE_MS] }, toldAt: '$$NOW' } }],
      { returnDocument: 'after', ...MAJORITY },
    );
    if (renewed === null) throw new JournalLeaseLostError();
    this.wanted = renewed.wanted?.toBigInt() ?? 0n;
  }
}

function leases(db: mongo.Db): mongo.Collection<LeaseDocument> {
  return db.collection<LeaseDocument>('catalog_journal');
}
