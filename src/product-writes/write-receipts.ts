import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { mongo } from 'mongoose';
import { ConflictError, UnprocessableError } from '../errors/domain-error.js';
import { Collections } from '../database/collections.js';
import { isDuplicateKey } from '../database/database-errors.js';
import { Overtaken, retryWrites } from '../database/write-retry.js';

/** The name of the receipts collection. */
export const RECEIPTS = 'catalog_idempotency';

/** How long a receipt is kept, and thus how long a key returns the same response. */
const KEPT_SECONDS = 24 * 60 * 60;
/** How long a silent request holds a key; longer than a write is retried. */
const CLAIM_MS = 30_000;
const RETRY_AFTER_SECONDS = 1;
const TTL_INDEX = 'kept-for-a-day';

/** What identifies a repeated request. */
export interface RequestIdentity {
  /** Hash of key, route and actor. */
  readonly id: string;
  /** Hash of the request's content. */
  readonly contentHash: string;
}

/** The right to perform one write once. */
export interface Claim {
  readonly id: string;
  /** Distinguishes this request from all others with the same id. */
  readonly token: string;
  readonly contentHash: string;
}

/** A receipt as it is stored. */
interface Receipt {
  _id: string;
  token: string;
  contentHash: string;
  state: 'running' | 'done';
  claimedUntil?: Date;
  /** The response as JSON: the same text for every repetition. */
  answer?: string;
  createdAt?: Date;
}

/**
 * Receipts of writes: which requests have been performed, and their responses. A receipt is completed in the same
 * transaction as the write, so it exists exactly if the write took effect.
 */
@Injectable()
export class WriteReceipts {
  constructor(private readonly collections: Collections) {}

  private get receipts(): mongo.Collection<Receipt> {
    return this.collections.db.collection<Receipt>(RECEIPTS);
  }

  /** Creates the collection with its index, so that no transaction has to. */
  async prepare(): Promise<void> {
    await this.receipts.createIndex({ createdAt: 1 }, { name: TTL_INDEX, expireAfterSeconds: KEPT_SECONDS });
  }

  /** A new claim, unique to this request. */
  newClaim(): Claim {
    const token = randomUUID();
    return { id: `once:${token}`, token, contentHash: '' };
  }

  /**
   * Claims a key, or returns the response of the earlier request that had it. Throws `ConflictError` while that one is
   * in progress, `UnprocessableError` if it requested something else.
   */
  async claim({ id, contentHash }: RequestIdentity): Promise<Claim | { readonly answer: string }> {
    const token = randomUUID();
    const receipt = await retryWrites((_, maxTimeMS) => this.takeOrRead({ id, token, contentHash }, maxTimeMS));
    if (receipt.token === token) return { id, token, contentHash };
    if (receipt.contentHash !== contentHash)
      throw new UnprocessableError('This Idempotency-Key was used for another request; use a new key for each');
    if (receipt.answer !== undefined) return { answer: receipt.answer };
    throw new ConflictError('The request with this Idempotency-Key is still running; retry for its result', {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }

  /** The response of a write that took effect under this claim; `undefined` if there is none. */
  async answerOf({ id, token }: Claim): Promise<string | undefined> {
    const receipt = await this.receipts.findOne({ _id: id });
    if (receipt !== null && receipt.token !== token)
      throw new ConflictError('Another request with this Idempotency-Key was first; retry for its result', {
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    return receipt?.answer;
  }

  /** Completes the receipt within the write's transaction. */
  async complete({ id, token, contentHash }: Claim, answer: string, session: mongo.ClientSession): Promise<void> {
    try {
      await this.receipts.updateOne(
        { _id: id, token, state: { $ne: 'done' } },
        {
          $set: { state: 'done', answer },
          $unset: { claimedUntil: '' },
          $setOnInsert: { contentHash },
          $currentDate: { createdAt: true },
        },
        { upsert: true, session },
      );
    } catch (error) {
      // The receipt is already complete, or belongs to another request by now: a retry finds out which.
      if (isDuplicateKey(error)) throw new Overtaken('The receipt is taken', { cause: error });
      throw error;
    }
  }

  /**
   * Releases a claim whose write took no effect, so that the key can be used again. It waits for no majority, which may
   * be what is missing: a release that is undone leaves a claim that expires.
   */
  async release({ id, token }: Claim): Promise<void> {
    await this.receipts.deleteOne({ _id: id, token, state: 'running' }, { writeConcern: { w: 1 } });
  }

  /** Takes the key if it is free or its holder has gone silent, in one atomic step. Times are the server's. */
  private async takeOrRead({ id, token, contentHash }: Claim, maxTimeMS: number): Promise<Receipt> {
    const free = {
      $or: [
        { $eq: [{ $type: '$state' }, 'missing'] },
        { $and: [{ $eq: ['$state', 'running'] }, { $lt: ['$claimedUntil', '$$NOW'] }] },
      ],
    };
    const mine = {
      _id: { $literal: id },
      token: { $literal: token },
      contentHash: { $literal: contentHash },
      state: 'running',
      claimedUntil: { $add: ['$$NOW', CLAIM_MS] },
      createdAt: '$$NOW',
    };
    const receipt = await this.receipts
      .findOneAndUpdate({ _id: id }, [{ $replaceWith: { $cond: [free, mine, '$$ROOT'] } }], {
        upsert: true,
        returnDocument: 'after',
        maxTimeMS,
      })
      .catch((error: unknown) => {
        throw isDuplicateKey(error)
          ? new Overtaken('Another request came at the same moment', { cause: error })
          : error;
      });
    if (receipt === null) throw new Overtaken('The receipt is gone');
    return receipt;
  }
}
