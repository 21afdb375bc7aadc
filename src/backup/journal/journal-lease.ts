import type { mongo } from 'mongoose';
import { HeldLease } from '../../leases/held-lease.js';
import { type Holding, LeaseTable, NOW } from '../../leases/lease-table.js';
import { literals } from '../../database/literals.js';
import { processOwner } from '../../leases/process-owner.js';
import { JournalLeaseLostError } from './journal-errors.js';

/** How long the lease lasts without a renewal. */
const LEASE_MS = 10_000;
const MS_PER_SECOND = 1000;
const MAJORITY = { writeConcern: { w: 'majority' } } as const;

/** The journal's state as its writer last reported it; any instance can read it. */
export interface JournalNews {
  /** The instance that writes it; `null` if none does. */
  readonly owner: string | null;
  /** Everything up to this cluster time is on its writer's disk; `null`: nothing yet. */
  readonly coveredTo: mongo.Timestamp | null;
  /**
   * Time since everything was on disk; a few seconds even when idle, because a quiet stream has to be confirmed, too.
   */
  readonly lagSeconds: number;
  readonly bytes: number;
  /** The full backup that the journal continues from; `null` if there is none yet. */
  readonly base: string | null;
  /** The current problem; `null` if there is none. */
  readonly problem: string | null;
  readonly toldAt: Date;
  /** Whether an instance is writing it now. */
  readonly isKept: boolean;
}

interface LeaseDocument extends Omit<JournalNews, 'isKept' | 'lagSeconds'> {
  readonly _id: 'journal';
  /** Everything before this time is on disk; by the server's clock. */
  readonly safeAt: Date | null;
  /** The latest cluster time that somebody is waiting for. */
  readonly wanted?: mongo.Timestamp;
  readonly epoch: number;
  /** By the server's clock. */
  readonly leaseUntil: Date;
}

type News = Pick<LeaseDocument, 'coveredTo' | 'safeAt' | 'bytes' | 'base' | 'problem'>;

const NOTHING: News = { coveredTo: null, safeAt: null, bytes: 0, base: null, problem: null };

/** The journal's state as its writer last reported it; `null` before the first report. */
export async function readJournalNews(db: mongo.Db): Promise<JournalNews | null> {
  const [found] = await stored(db)
    .aggregate<LeaseDocument & { readonly now: Date }>([{ $match: { _id: 'journal' } }, { $set: { now: '$$NOW' } }])
    .toArray();
  if (found === undefined) return null;
  const { owner, coveredTo, safeAt, bytes, base, problem, toldAt, leaseUntil, now } = found;
  const lagSeconds = Math.max(0, (now.getTime() - (safeAt ?? toldAt).getTime()) / MS_PER_SECOND);
  return { owner, coveredTo, lagSeconds, bytes, base, problem, toldAt, isKept: leaseUntil > now };
}

/** Takes the lease with the next epoch; `null` while another process holds it. */
export async function claimJournal(db: mongo.Db, leastEpoch: number): Promise<JournalLease | null> {
  const owner = processOwner();
  await leases(db).prepare('journal', { ...NOTHING, toldAt: new Date(0) });
  const takenAt = performance.now();
  const where = { _id: 'journal' };
  const claimed = await leases(db).claim({ owner, where, set: { toldAt: NOW }, beyondEpoch: leastEpoch });
  return claimed === null ? null : new JournalLease(db, { ...claimed, owner }, takenAt);
}

/** Asks the writer to have everything up to a time on disk soon. */
export async function askForCover(db: mongo.Db, time: mongo.Timestamp): Promise<void> {
  await stored(db).updateOne({ _id: 'journal' }, { $max: { wanted: time } }, MAJORITY);
}

/** The journal lease as held by the writing process. */
export class JournalLease {
  private news: News;
  private readonly holding: Holding;
  /** The latest cluster time that somebody is waiting for. */
  wanted = 0n;
  private readonly lease: HeldLease;

  constructor(
    private readonly db: mongo.Db,
    { owner, epoch, coveredTo, safeAt, bytes, base }: LeaseDocument,
    takenAt: number,
  ) {
    this.holding = { _id: 'journal', owner, epoch };
    this.news = { coveredTo, safeAt, bytes, base, problem: null };
    // If the database stays away, the lease expires by itself.
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

  /** Sets what the next renewal reports. */
  tell(news: Partial<News>): void {
    this.news = { ...this.news, ...news };
  }

  /** Throws unless the lease is certainly still held; to be called before every write. */
  ensureMine(): void {
    if (!this.lease.isMine) throw new JournalLeaseLostError();
  }

  /** Releases the lease so that another instance can continue at once. */
  async release(): Promise<void> {
    await this.lease.letGo();
    await leases(this.db).release(this.holding, { set: literals({ ...this.news }) });
  }

  /** Renews the lease and reports the state. */
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
