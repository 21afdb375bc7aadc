import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { mongo } from 'mongoose';

import { messageOf } from '../errors/message-of.js';
import type { QueryClassName } from '../query-classes/latency-targets.js';
import { Collections } from '../database/collections.js';
import { MongoConnector } from '../database/mongo-connector.js';
import { serverTime } from '../database/server-time.js';
import { BUCKETS, quantile } from './latency-buckets.js';
import { MonitoringPace } from './monitoring-pace.js';
import { type CountedRequests, QueryMeter } from './query-meter.js';
import { BackgroundLoop } from '../leases/background-loop.js';

/** Name of the collection. */
const MINUTES = 'catalog_query_minutes';
const MINUTE_MS = 60_000;
/** Long enough for a daily snapshot that runs a day late. */
const KEPT_SECONDS = 3 * 86_400;

/** The requests of one class in one minute, over all instances. */
interface QueryMinute {
  readonly _id: string;
  readonly at: Date;
  readonly queryClass: QueryClassName;
  readonly requests: number;
  readonly failures: number;
  readonly totalMs: number;
  readonly maxMs: number;
  /** Counts by bucket of `latency-buckets.ts`. */
  readonly buckets: Readonly<Record<string, number>>;
}

/** Figures of a query class over a period, for all instances. */
export interface ClassUsage extends CountedRequests {
  readonly meanMs: number;
  /** Estimated from the buckets, in milliseconds. */
  readonly p95: number | null;
}

/**
 * Request counts over all instances, one document of `catalog_query_minutes` per minute and class. Alerts use them, so
 * that ten instances raise one alert, and so do capacity figures.
 */
@Injectable()
export class QueryHistory implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(QueryHistory.name);
  private readonly writing: BackgroundLoop;
  private hasIndex = false;

  constructor(
    private readonly collections: Collections,
    private readonly connector: MongoConnector,
    private readonly meter: QueryMeter,
    pace: MonitoringPace,
  ) {
    this.writing = new BackgroundLoop({
      work: () => this.write(),
      everyMs: pace.writeEveryMs,
      failed: (error) => {
        this.logger.debug(`Request counts were not written; retrying with the next: ${messageOf(error)}`);
      },
    });
  }

  private get minutes(): mongo.Collection<QueryMinute> {
    return this.collections.db.collection<QueryMinute>(MINUTES);
  }

  onApplicationBootstrap(): void {
    this.writing.start((signal) => this.connector.untilConnected(signal));
  }

  async onModuleDestroy(): Promise<void> {
    await this.writing.stop();
    // Writes the last seconds of an instance that stops normally.
    if (this.connector.hasPrimary) await this.write().catch(() => undefined);
  }

  /** Figures of each class in the last seconds, in whole minutes; classes without requests are omitted. */
  read(seconds: number): Promise<readonly ClassUsage[]> {
    return readQueryUsage(this.collections.db, seconds);
  }

  /** Adds this instance's counts to the shared ones. */
  async write(): Promise<void> {
    const counted = this.meter.take();
    if (counted.length === 0) return;
    try {
      await this.ensureIndex();
      const at = minuteOf((await serverTime(this.collections.db)).getTime());
      await this.minutes.bulkWrite(
        counted.map((one) => ({
          updateOne: {
            filter: { _id: `${at.toISOString()} ${one.queryClass}` },
            update: additionOf(one, at),
            upsert: true,
          },
        })),
        { ordered: false },
      );
    } catch (error) {
      // A write without a reply may have succeeded; these few seconds then count twice.
      this.meter.giveBack(counted);
      throw error;
    }
  }

  private async ensureIndex(): Promise<void> {
    if (this.hasIndex) return;
    await this.minutes.createIndex({ at: 1 }, { name: 'expiry', expireAfterSeconds: KEPT_SECONDS });
    this.hasIndex = true;
  }
}

/** Figures of each class in the last seconds over all instances, for processes that count nothing. */
export async function readQueryUsage(db: mongo.Db, seconds: number): Promise<readonly ClassUsage[]> {
  const now = await serverTime(db);
  const from = minuteOf(now.getTime() - seconds * 1000);
  const sums = Object.fromEntries(
    Array.from({ length: BUCKETS }, (_, bucket) => [`b${bucket}`, { $sum: `$buckets.${bucket}` }]),
  );
  const groups = await db
    .collection(MINUTES)
    .aggregate<
      Record<string, number> & {
        readonly _id: QueryClassName;
        readonly requests: number;
        readonly failures: number;
        readonly totalMs: number;
        readonly maxMs: number;
      }
    >([
      { $match: { at: { $gte: from } } },
      {
        $group: {
          _id: '$queryClass',
          requests: { $sum: '$requests' },
          failures: { $sum: '$failures' },
          totalMs: { $sum: '$totalMs' },
          maxMs: { $max: '$maxMs' },
          ...sums,
        },
      },
    ])
    .toArray();
  return groups.map((group) => {
    const { _id: queryClass, requests, failures, totalMs, maxMs } = group;
    const buckets = Array.from({ length: BUCKETS }, (_, bucket) => group[`b${bucket}`] ?? 0);
    return {
      queryClass,
      requests,
      failures,
      totalMs,
      maxMs,
      buckets,
      meanMs: totalMs / Math.max(1, requests),
      p95: quantile(buckets, 0.95),
    };
  });
}

function minuteOf(milliseconds: number): Date {
  return new Date(Math.floor(milliseconds / MINUTE_MS) * MINUTE_MS);
}

function additionOf(
  { queryClass, requests, failures, totalMs, maxMs, buckets }: CountedRequests,
  at: Date,
): mongo.UpdateFilter<QueryMinute> {
  const added = Object.fromEntries(
    buckets.flatMap((count, bucket) => (count === 0 ? [] : [[`buckets.${bucket}`, count]])),
  );
  return {
    $setOnInsert: { at, queryClass },
    $inc: { requests, failures, totalMs, ...added },
    $max: { maxMs },
  } as mongo.UpdateFilter<QueryMinute>;
}
