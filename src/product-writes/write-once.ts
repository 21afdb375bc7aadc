import { Injectable } from '@nestjs/common';
import type { mongo } from 'mongoose';
import { DomainError, UnavailableError } from '../errors/domain-error.js';
import { LiveCatalog } from '../live-catalog/live-catalog.js';
import { clusterTime } from '../database/cluster-time.js';
import { Collections } from '../database/collections.js';
import { MongoConnector } from '../database/mongo-connector.js';
import { presentTime } from '../database/present-time.js';
import { retryWrites } from '../database/write-retry.js';
import type { Claim, RequestIdentity } from './write-receipts.js';
import { WriteReceipts } from './write-receipts.js';

/** A write that has been prepared: what it will answer, and how it is carried out. */
export interface PreparedWrite<T> {
  readonly answer: T;
  /** Writes within the transaction; throws `Overtaken` where what was read is not so any more. */
  apply(session: mongo.ClientSession): Promise<void>;
}

/** How a write is asked for. */
export interface WriteOptions {
  /** Given with an `Idempotency-Key`: the same request is carried out once, and answered the same every time. */
  readonly identity?: RequestIdentity;
  readonly signal?: AbortSignal;
}

/** The answer of a write. */
export interface WriteAnswer<T> {
  readonly answer: T;
  /** Whether it is the answer of an earlier request with the same key. */
  readonly replayed: boolean;
  /** The cluster time from which on the write can be read. */
  readonly time: bigint;
}

/**
 * Carries out writes exactly once, in a transaction with their receipt. Whatever the error, the receipt says whether
 * the write took effect: so a lost answer, an election or a killed primary neither loses a write nor doubles it.
 */
@Injectable()
export class WriteOnce {
  constructor(
    private readonly collections: Collections,
    private readonly receipts: WriteReceipts,
    private readonly connector: MongoConnector,
    private readonly catalog: LiveCatalog,
  ) {}

  /**
   * `prepare` reads and checks outside of the transaction and may be run several times; its answer has to be plain
   * JSON. In the transaction the products come last, right before the commit: a switch of the collection, and behind it
   * every other writer, has to wait for transactions that have touched them.
   */
  async run<T>(
    prepare: () => Promise<PreparedWrite<T>>,
    { identity, signal }: WriteOptions = {},
  ): Promise<WriteAnswer<T>> {
    this.connector.requireWritable();
    const claim = identity === undefined ? this.receipts.newClaim() : await this.receipts.claim(identity);
    if ('answer' in claim)
      return {
        answer: JSON.parse(claim.answer) as T,
        replayed: true,
        time: clusterTime(await presentTime(this.collections.db)),
      };

    const session = this.collections.client.startSession();
    try {
      const answer = await retryWrites(
        (attempt) => this.attempt(claim, prepare, { session, attempt }),
        signal === undefined ? {} : { signal },
      );
      const time = session.operationTime === undefined ? 0n : clusterTime(session.operationTime);
      // Whoever is told of the write finds it in the next listing of this instance.
      await this.catalog.acknowledge(time);
      return { answer: JSON.parse(answer) as T, replayed: false, time };
    } catch (error) {
      // Where even this fails, the claim runs out by itself.
      if (identity !== undefined) await this.receipts.release(claim).catch(() => undefined);
      throw error;
    } finally {
      await session.endSession();
    }
  }

  private async attempt<T>(
    claim: Claim,
    prepare: () => Promise<PreparedWrite<T>>,
    { session, attempt }: Attempt,
  ): Promise<string> {
    const earlier = attempt === 1 ? undefined : await this.receipts.answerOf(claim);
    if (earlier !== undefined) return earlier;
    try {
      const prepared = await prepare();
      const answer = JSON.stringify(prepared.answer);
      await inTransaction(session, async () => {
        await this.receipts.complete(claim, answer, session);
        await prepared.apply(session);
      });
      return answer;
    } catch (error) {
      // What is refused now may be the very effect of an attempt before whose answer was lost.
      const ours = attempt > 1 && isRefusal(error) ? await this.receipts.answerOf(claim) : undefined;
      if (ours !== undefined) return ours;
      throw error;
    }
  }
}

interface Attempt {
  readonly session: mongo.ClientSession;
  /** From 1. */
  readonly attempt: number;
}

function isRefusal(error: unknown): boolean {
  return error instanceof DomainError && !(error instanceof UnavailableError);
}

/**
 * Not the driver's `withTransaction`: that goes on for two minutes. A session's next transaction ends the one before.
 */
async function inTransaction(session: mongo.ClientSession, work: () => Promise<void>): Promise<void> {
  session.startTransaction({ readConcern: { level: 'majority' }, writeConcern: { w: 'majority' } });
  try {
    await work();
    await session.commitTransaction();
  } catch (error) {
    if (session.inTransaction()) await session.abortTransaction().catch(() => undefined);
    throw error;
  }
}
