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

/** A prepared write: its response, and how to perform it. */
export interface PreparedWrite<T> {
  readonly answer: T;
  /** Writes within the transaction; throws `Overtaken` if the document has changed since it was read. */
  apply(session: mongo.ClientSession): Promise<void>;
}

/** Options of a write. */
export interface WriteOptions {
  /** Set with an `Idempotency-Key`: the same request is performed once and always gets the same response. */
  readonly identity?: RequestIdentity;
  readonly signal?: AbortSignal;
}

/** The response of a write. */
export interface WriteAnswer<T> {
  readonly answer: T;
  /** Whether it is the response of an earlier request with the same key. */
  readonly replayed: boolean;
  /** The cluster time from which the write is visible. */
  readonly time: bigint;
}

/**
 * Performs writes exactly once, in a transaction with their receipt. Whatever the error, the receipt tells whether the
 * write took effect, so a lost response, an election or a killed primary neither loses a write nor repeats it.
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
   * `prepare` reads and validates outside the transaction and may run several times; its response must be plain JSON.
   * In the transaction the products are written last, right before the commit: a switch of the collection, and every
   * other writer queued behind it, must wait for transactions that have touched them.
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
        (attempt, majorityWithinMs) => this.attempt(claim, prepare, { session, attempt, majorityWithinMs }),
        signal === undefined ? {} : { signal },
      );
      const time = session.operationTime === undefined ? 0n : clusterTime(session.operationTime);
      // Whoever receives this response will see the write in the next listing from this instance.
      await this.catalog.acknowledge(time);
      return { answer: JSON.parse(answer) as T, replayed: false, time };
    } catch (error) {
      // If even this fails, the claim expires by itself.
      if (identity !== undefined) await this.receipts.release(claim).catch(() => undefined);
      throw error;
    } finally {
      await session.endSession();
    }
  }

  private async attempt<T>(
    claim: Claim,
    prepare: () => Promise<PreparedWrite<T>>,
    { session, attempt, majorityWithinMs }: Attempt,
  ): Promise<string> {
    const earlier = attempt === 1 ? undefined : await this.receipts.answerOf(claim);
    if (earlier !== undefined) return earlier;
    try {
      const prepared = await prepare();
      const answer = JSON.stringify(prepared.answer);
      await inTransaction(session, majorityWithinMs, async () => {
        await this.receipts.complete(claim, answer, session);
        await prepared.apply(session);
      });
      return answer;
    } catch (error) {
      // A rejection may be caused by an earlier attempt of our own whose response was lost.
      const ours = attempt > 1 && isRefusal(error) ? await this.receipts.answerOf(claim) : undefined;
      if (ours !== undefined) return ours;
      throw error;
    }
  }
}

interface Attempt {
  readonly session: mongo.ClientSession;
  /** Starts at 1. */
  readonly attempt: number;
  readonly majorityWithinMs: number;
}

function isRefusal(error: unknown): boolean {
  return error instanceof DomainError && !(error instanceof UnavailableError);
}

/**
 * Not the driver's `withTransaction`, which retries for two minutes. The next transaction of a session aborts the
 * previous one.
 */
async function inTransaction(
  session: mongo.ClientSession,
  maxCommitTimeMS: number,
  work: () => Promise<void>,
): Promise<void> {
  session.startTransaction({
    readConcern: { level: 'majority' },
    writeConcern: { w: 'majority' },
    maxCommitTimeMS,
  });
  try {
    await work();
    await session.commitTransaction();
  } catch (error) {
    if (session.inTransaction()) await session.abortTransaction().catch(() => undefined);
    throw error;
  }
}
