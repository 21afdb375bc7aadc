import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { mongo } from 'mongoose';

import { messageOf } from '../errors/message-of.js';
import { BackgroundLoop } from '../leases/background-loop.js';
import { Collections } from '../database/collections.js';
import { MongoConnector } from '../database/mongo-connector.js';
import { serverTime } from '../database/server-time.js';
import { type CountedUse, OldApiMeter } from './old-api-meter.js';

/** The collection of the counts: the use by one family of clients on one day, for all instances together. */
const DAYS = 'catalog_old_api_days';
const DAY_MS = 86_400_000;
const WRITE_EVERY_MS = 10_000;
/** How many days counts are kept: long enough for a client that calls once a quarter. */
export const KEPT_DAYS = 100;

interface DayOfUse extends CountedUse {
  readonly _id: string;
  readonly at: Date;
  readonly lastAt: Date;
}

/** What a family of clients still uses. */
export interface ClientUse {
  readonly client: string;
  readonly requests: number;
  readonly lastAt: Date;
  /** Most used first. */
  readonly parameters: readonly { readonly parameter: string; readonly requests: number }[];
}

/**
 * Stores the use of the old contract in the database, by day: operators see all instances together, and a restart loses
 * nothing.
 */
@Injectable()
export class OldApiHistory implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(OldApiHistory.name);
  private readonly writing: BackgroundLoop;
  private hasIndex = false;

  constructor(
    private readonly collections: Collections,
    private readonly connector: MongoConnector,
    private readonly meter: OldApiMeter,
  ) {
    this.writing = new BackgroundLoop({
      work: () => this.write(),
      everyMs: WRITE_EVERY_MS,
      failed: (error) => {
        this.logger.debug(`Counts of old requests were not written; retrying with the next: ${messageOf(error)}`);
      },
    });
  }

  onApplicationBootstrap(): void {
    this.writing.start((signal) => this.connector.untilConnected(signal));
  }

  async onModuleDestroy(): Promise<void> {
    await this.writing.stop();
    if (this.connector.hasPrimary) await this.write().catch(() => undefined);
  }

  /**
   * What each family used in the last given number of days, today included; the family with the most requests first.
   */
  async read(days: number): Promise<readonly ClientUse[]> {
    await this.write();
    const from = dayOf((await serverTime(this.collections.db)).getTime() - (days - 1) * DAY_MS);
    return summedUp(await this.stored.find({ at: { $gte: from } }).toArray());
  }

  private get stored(): mongo.Collection<DayOfUse> {
    return this.collections.db.collection<DayOfUse>(DAYS);
  }

  /** Adds this instance's counts to the shared ones. */
  private async write(): Promise<void> {
    const counted = this.meter.take();
    if (counted.length === 0) return;
    try {
      if (!this.hasIndex)
        await this.stored.createIndex({ at: 1 }, { name: 'expiry', expireAfterSeconds: (KEPT_DAYS * DAY_MS) / 1000 });
      this.hasIndex = true;
      const now = await serverTime(this.collections.db);
      const additions = counted.map((one) => ({
        updateOne: { filter: { _id: idOf(one.client, now) }, update: additionOf(one, now), upsert: true },
      }));
      await this.stored.bulkWrite(additions, { ordered: false });
    } catch (error) {
      // If only the response was lost, the write may have succeeded: then these few seconds count twice.
      this.meter.giveBack(counted);
      throw error;
    }
  }
}

/** Sums up days of use into one entry per family. Pure. */
export function summedUp(
  days: readonly Pick<DayOfUse, 'client' | 'requests' | 'lastAt' | 'parameters'>[],
): readonly ClientUse[] {
  const clients = new Map<string, { requests: number; lastAt: Date; parameters: Map<string, number> }>();
  for (const { client, requests, lastAt, parameters } of days) {
    const sum = clients.get(client) ?? { requests: 0, lastAt, parameters: new Map<string, number>() };
    sum.requests += requests;
    if (lastAt > sum.lastAt) sum.lastAt = lastAt;
    for (const [parameter, count] of Object.entries(parameters)) {
      sum.parameters.set(parameter, (sum.parameters.get(parameter) ?? 0) + count);
    }
    clients.set(client, sum);
  }
  const uses = [...clients].map(([client, { requests, lastAt, parameters }]) => ({
    client,
    requests,
    lastAt,
    parameters: [...parameters]
      .map(([parameter, count]) => ({ parameter, requests: count }))
      .sort((a, b) => b.requests - a.requests || (a.parameter < b.parameter ? -1 : 1)),
  }));
  return uses.sort((a, b) => b.requests - a.requests || (a.client < b.client ? -1 : 1));
}

function idOf(client: string, now: Date): string {
  return `${dayOf(now.getTime()).toISOString().slice(0, 10)} ${client}`;
}

function dayOf(milliseconds: number): Date {
  return new Date(Math.floor(milliseconds / DAY_MS) * DAY_MS);
}

function additionOf({ client, requests, parameters }: CountedUse, now: Date): mongo.UpdateFilter<DayOfUse> {
  const added = Object.fromEntries(
    Object.entries(parameters).map(([parameter, count]) => [`parameters.${parameter}`, count]),
  );
  return {
    $setOnInsert: { at: dayOf(now.getTime()), client },
    $inc: { requests, ...added },
    $max: { lastAt: now },
  } as mongo.UpdateFilter<DayOfUse>;
}
