import type { mongo } from 'mongoose';
import { HeldLease } from '../../leases/held-lease.js';
import { type Holding, LeaseTable, NOW } from '../../leases/lease-table.js';
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
  const [found] = await stored(db)
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
  await leases(db).prepare('journal', { ...NOTHING, toldAt: new Date(0) });
  const takenAt = performance.now();
  const where = { _id: 'journal' };
  const claimed = await leases(db).claim({ owner, where, set: { toldAt: NOW }, beyondEpoch: leastEpoch });
  return claimed === null ? null : new JournalLease(db, { ...claimed, owner }, takenAt);
}

/** Asks whoever writes the journal to have everything up to a time on the disk soon. */
export async function askForCover(db: mongo.Db, time: mongo.Timestamp): Promise<void> {
  await stored(db).updateOne({ _id: 'journal' }, { $max: { wanted: time } }, MAJORITY);
}

/** The journal in the hands of the process that writes it. */
export class JournalLease {
  private news: News;
  private readonly holding: Holding;
  /** Somebody waits until the journal holds everything up to here. */
  wanted = 0n;
  private readonly lease: HeldLease;

  constructor(
    private readonly db: mongo.Db,
    { owner, epoch, coveredTo, safeAt, bytes, base }: LeaseDocument,
    takenAt: number,
  ) {
    this.holding = { _id: 'journal', owner, epoch };
    this.news = { coveredTo, safeAt, bytes, base, problem: null };
    // The lease ends by itself where the database stays away.
    this.lease = new HeldLease({
      leaseMs: LEASE_MS,
      takenAt,
      renew: () => this.tellDatabase(),
    });
    this.lease.keep();
  }

  get epoch(): number {
    return this.holding.epoch;
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
    await leases(this.db).release(this.holding, { set: literals({ ...this.news }) });
  }

  /** Extends the lease and tells the news. */
  renew(): Promise<void> {
    return this.lease.renew();
  }

  private async tellDatabase(): Promise<void> {
    const set = { ...literals({ ...this.news }), toldAt: NOW };
    const { wanted } = await leases(this.db).change(this.holding, { set });
    this.wanted = wanted?.toBigInt() ?? 0n;
  }
}

function stored(db: mongo.Db): mongo.Collection<LeaseDocument> {
  return db.collection<LeaseDocument>('catalog_journal');
}

function leases(db: mongo.Db): LeaseTable<LeaseDocument> {
  return new LeaseTable({
    collection: () => stored(db),
    length: LEASE_MS,
    lost: () => new JournalLeaseLostError(),
  });
}
