import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { mongo } from 'mongoose';
import { ConflictError, UnprocessableError } from '../errors/domain-error.js';
import { Collections } from '../database/collections.js';
import { isDuplicateKey } from '../database/database-errors.js';
import { Overtaken, retryWrites } from '../database/write-retry.js';

/** Name of the collection of receipts. */
export const RECEIPTS = 'catalog_idempotency';

/** How long a receipt is kept, and so how long the same key gives the same answer. */
const KEPT_SECONDS = 24 * 60 * 60;
/** How long a key is held by a request that says nothing more; longer than a write goes on trying. */
const CLAIM_MS = 30_000;
const RETRY_AFTER_SECONDS = 1;
const TTL_INDEX = 'kept-for-a-day';

/** What makes a request the same as an earlier one. */
export interface RequestIdentity {
  /** Hash of key, route and actor. */
  readonly id: string;
  /** Hash of what was asked for. */
  readonly contentHash: string;
}

/** The right to carry out one write once. */
export interface Claim {
  readonly id: string;
  /** Tells this request from all others with the same id. */
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
  /** The answer, as JSON: the same text however often it is asked for. */
  answer?: string;
  createdAt?: Date;
}

/**
 * Receipts of writes: which request has been carried out, and what was answered. A receipt is completed in the same
 * transaction as the write itself, so that there is one exactly where the write took effect.
 */
@Injectable()
export class WriteReceipts {
  constructor(private readonly collections: Collections) {}

  private get receipts(): mongo.Collection<Receipt> {
    return this.collections.db.collection<Receipt>(RECEIPTS);
  }

  /** Makes the collection with its index, so that no transaction has to. */
  async prepare(): Promise<void> {
    await this.receipts.createIndex({ createdAt: 1 }, { name: TTL_INDEX, expireAfterSeconds: KEPT_SECONDS });
  }

  /** A claim that no other request can have. */
  newClaim(): Claim {
    const token = randomUUID();
    return { id: `once:${token}`, token, contentHash: '' };
  }

  /**
   * Claims a key, or gives the answer of the request that had it before. Throws `ConflictError` while that one is under
   * way, `UnprocessableError` where it asked for something else.
   */
  async claim({ id, contentHash }: RequestIdentity): Promise<Claim | { readonly answer: string }> {
    const token = randomUUID();
    const receipt = await retryWrites(() => this.takeOrRead({ id, token, contentHash }));
    if (receipt.token === token) return { id, token, contentHash };
    if (receipt.contentHash !== contentHash)
      throw new UnprocessableError('This Idempotency-Key was used for another request; use a new key for each');
    if (receipt.answer !== undefined) return { answer: receipt.answer };
    throw new ConflictError('The request with this Idempotency-Key is still running; retry for its result', {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }

  /** The answer of a write that took effect under this claim; `undefined` where none did. */
  async answerOf({ id, token }: Claim): Promise<string | undefined> {
    const receipt = await this.receipts.findOne({ _id: id });
    if (receipt !== null && receipt.token !== token)
      throw new ConflictError('Another request with this Idempotency-Key was first; retry for its result', {
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    return receipt?.answer;
  }

  /** Completes the receipt, as a part of the write's transaction. */
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
      // The receipt is complete already, or another request's by now: whoever begins again finds out which.
      if (isDuplicateKey(error)) throw new Overtaken('The receipt is taken', { cause: error });
      throw error;
    }
  }

  /** Lets go of a claim whose write took no effect, so that the key can be used again. */
  async release({ id, token }: Claim): Promise<void> {
    await this.receipts.deleteOne({ _id: id, token, state: 'running' });
  }

  /** Takes the key where it is free or its holder has gone silent; one atomic step. Times are the server's. */
  private async takeOrRead({ id, token, contentHash }: Claim): Promise<Receipt> {
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
