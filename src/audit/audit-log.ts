import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import type { mongo } from 'mongoose';
import { messageOf } from '../errors/message-of.js';
import { DomainError, UnavailableError } from '../errors/domain-error.js';
import { Collections } from '../database/collections.js';
import { isDuplicateKey } from '../database/database-errors.js';
import { MongoConnector } from '../database/mongo-connector.js';
import { Overtaken, retryWrites, WRITE_LIMIT_MS } from '../database/write-retry.js';
import { ChainCheck, type ChainHead, type ChainVerification } from './audit-chain.js';
import {
  type AuditContent,
  type AuditedAction,
  type AuditOutcome,
  type AuditPlace,
  type AuditRecord,
  NO_HASH,
  sealed,
  type StoredAuditRecord,
  toAuditRecord,
} from './audit-record.js';
import { auditable } from './auditable.js';

/** Name of the audit log's collection. */
export const AUDIT = 'catalog_audit';
/** Name of the collection that holds the end of the log, so that truncation is detected. */
export const AUDIT_HEAD = 'catalog_audit_head';

const RETRY_AFTER_SECONDS = 2;
const HEAD_WITHIN_MS = 2_000;
/** A majority read waits for a majority if the collection has just been created. */
const READ = { maxTimeMS: 2_000 } as const;
/** Limit for the outcome of an action that failed because the database was unavailable: its caller is waiting. */
const LOST_OUTCOME_WITHIN_MS = 2_000;

/** The part of an action's result that its outcome record holds. */
export interface ActionSummary {
  readonly outcome?: AuditOutcome;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** A page of the log, newest first. */
export interface AuditPage {
  readonly records: readonly AuditRecord[];
  /** The `before` of the next, older page; `null`: there is none. */
  readonly nextBefore: number | null;
}

interface Head {
  readonly _id: 'head';
  readonly seq: number;
  readonly hash: string;
}

/**
 * The log of all changes by admins: the intent is recorded before the effect, the outcome after it. It is append-only
 * for any number of instances. Records are numbered without gaps and chained by hashes, so that changed, deleted or
 * swapped records are detected.
 */
@Injectable()
export class AuditLog {
  private readonly logger = new Logger(AuditLog.name);
  /** Writes one record at a time: instances compete for the next number, but requests of one instance need not. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly collections: Collections,
    private readonly connector: MongoConnector,
  ) {}

  /**
   * Runs an action between its two records. If the first cannot be written, nothing is done. If the second cannot, the
   * action has been done anyway: its result is returned, and the log shows it as open.
   */
  async around<T>(
    action: AuditedAction,
    effect: () => Promise<T>,
    summarize: (result: T) => ActionSummary = () => ({}),
  ): Promise<T> {
    this.connector.requireWritable();
    const actionId = randomUUID();
    const intentSeq = await this.append({ kind: 'intent', actionId, ...action });
    const finish = async ({ outcome = 'done', detail }: ActionSummary, withinMs?: number): Promise<void> => {
      const content: AuditContent = {
        kind: 'outcome',
        actionId,
        intentSeq,
        action: action.action,
        target: action.target,
        outcome,
        ...(detail === undefined ? {} : { detail }),
      };
      await this.append(content, withinMs).catch((error: unknown) => {
        this.logger.error(
          `The outcome of audit record ${intentSeq} was not recorded (${outcome}): ${messageOf(error)}`,
        );
      });
    };
    try {
      const result = await effect();
      await finish(summarize(result));
      return result;
    } catch (error) {
      await finish(failure(error), error instanceof UnavailableError ? LOST_OUTCOME_WITHIN_MS : undefined);
      throw error;
    }
  }

  /** Records, newest first. */
  async page({ before, limit }: { readonly before?: number | undefined; readonly limit: number }): Promise<AuditPage> {
    const filter = before === undefined ? {} : { _id: { $lt: before } };
    const found = await this.records.find(filter, { sort: { _id: -1 }, limit: limit + 1 }).toArray();
    const records = found.slice(0, limit).map(toAuditRecord);
    return { records, nextBefore: found.length > limit ? (records.at(-1)?.seq ?? null) : null };
  }

  /** Verifies the whole log. */
  async verifyChain(): Promise<ChainVerification> {
    // The head is read first: records added meanwhile only extend beyond it.
    const noted = await this.heads.findOne({ _id: 'head' });
    const check = new ChainCheck(noted);
    for await (const record of this.records.find({}, { sort: { _id: 1 }, batchSize: 1_000 })) {
      if (!check.take(record)) break;
    }
    return check.result();
  }

  private get records(): mongo.Collection<StoredAuditRecord> {
    return this.collections.db.collection<StoredAuditRecord>(AUDIT);
  }

  private get heads(): mongo.Collection<Head> {
    return this.collections.db.collection<Head>(AUDIT_HEAD);
  }

  /** The wait for the earlier records counts: else each of them would take its whole limit, one after the other. */
  private append(content: AuditContent, withinMs = WRITE_LIMIT_MS): Promise<number> {
    const end = performance.now() + withinMs;
    const appended = this.last.then(() => this.appendNext(auditable(content) as Record<string, unknown>, end));
    this.last = appended.catch(() => undefined);
    return appended;
  }

  private async appendNext(content: Readonly<Record<string, unknown>>, end: number): Promise<number> {
    const limitMs = end - performance.now();
    if (limitMs <= 0)
      throw new UnavailableError(
        'The database does not confirm the audit log’s records; try again',
        RETRY_AFTER_SECONDS,
      );
    // Finds out whether an attempt without a reply was stored.
    const recordId = randomUUID();
    let tried: StoredAuditRecord | undefined;
    const record = await retryWrites(
      async (_, maxTimeMS) => {
        if (tried !== undefined && (await this.records.findOne({ _id: tried._id }, READ))?.recordId === recordId)
          return tried;
        tried = sealed({ recordId, ...content }, await this.nextPlace());
        await this.records.insertOne(tried, { maxTimeMS }).catch((error: unknown) => {
          throw isDuplicateKey(error) ? new Overtaken('Another instance took this number', { cause: error }) : error;
        });
        return tried;
      },
      { limitMs },
    );
    await this.note({ seq: record._id, hash: record.hash });
    return record._id;
  }

  /** Continues after the recorded head even if records are missing there, so the gap stays visible. */
  private async nextPlace(): Promise<AuditPlace> {
    // The server takes its time before it reads: the last record may be younger, and times never go back.
    const ts = { $max: ['$$NOW', '$ts'] };
    const stages = [{ $sort: { _id: -1 } }, { $limit: 1 }, { $project: { hash: 1, ts } }];
    const noted = await this.heads.findOne({ _id: 'head' }, READ);
    const [last] = await this.records.aggregate<Pick<StoredAuditRecord, '_id' | 'hash' | 'ts'>>(stages, READ).toArray();
    const time = last?.ts ?? ((await this.collections.db.command({ hello: 1 })).localTime as Date);
    const { seq, hash } =
      noted !== null && noted.seq > (last?._id ?? 0) ? noted : { seq: last?._id ?? 0, hash: last?.hash ?? NO_HASH };
    return { seq: seq + 1, ts: time, prevHash: hash };
  }

  /** Advances the recorded head, never back; if one update fails, the next one makes up for it. */
  private async note(head: ChainHead): Promise<void> {
    await this.heads
      .updateOne(
        { _id: 'head', seq: { $lt: head.seq } },
        { $set: { ...head } },
        { upsert: true, maxTimeMS: HEAD_WITHIN_MS },
      )
      .catch((error: unknown) => {
        if (!isDuplicateKey(error)) this.logger.warn(`The head of the audit log was not noted: ${messageOf(error)}`);
      });
  }
}

/** An error that a caller can act on means that nothing was done; any other leaves the outcome open. */
function failure(error: unknown): ActionSummary {
  const isRefusal = error instanceof DomainError && error.kind !== 'unavailable' && error.kind !== 'internal';
  return {
    outcome: isRefusal ? 'refused' : 'unknown',
    detail: { error: error instanceof DomainError ? error.code : 'INTERNAL', message: messageOf(error) },
  };
}
