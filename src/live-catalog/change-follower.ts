import type { Logger } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { mongo } from 'mongoose';
import type { Collections } from '../database/collections.js';
import type { MongoConnector } from '../database/mongo-connector.js';
import { messageOf } from '../errors/message-of.js';
import { ChangeFeed, type FeedBatch, isOutage } from './change-feed.js';
import type { ReadingState } from './collection-readings.js';
import type { KnownTime } from './known-time.js';

/** Pause before reopening a change stream that failed. */
const RETRY_MS = 500;
/** How often a change stream may break at the same position before that position is given up. */
const MAX_STUCK = 3;
/**
 * How long the server waits for a change before it reports that there is none. This bounds how soon an outage is
 * noticed.
 */
const IDLE_WAIT_MS = 500;
/** The same, while a request waits for confirmation that there is no change. */
const BUSY_WAIT_MS = 10;
/** The same, while the collection is being read. This bounds how late the end of the reading is noticed. */
const READING_WAIT_MS = 100;
/** Debounce: under steady writes, changes are collected for a moment and looked up in one query. */
const GATHER_MS = 5;

/** The dependencies and callbacks of a follower. */
export interface FollowerParts {
  readonly collections: Collections;
  readonly connector: MongoConnector;
  readonly logger: Logger;
  readonly known: KnownTime;
  /** Starts reading the collection, because the stream cannot tell what happened before it was opened. */
  begin(): void;
  reading(): ReadingState;
  /** Applies changes. */
  takeIn(batch: FeedBatch): Promise<void>;
  /** The stream has answered, and everything it reported has been applied. */
  heard(): void;
}

/** Follows the products' change stream for as long as the service runs, through outages and elections. */
export class ChangeFollower {
  /** Where a new feed resumes. Without it, the changes in between are unknown. */
  private token: mongo.ResumeToken;
  private stuck = 0;
  private wasBusy = false;
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(private readonly parts: FollowerParts) {}

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private get stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      const { token } = this;
      try {
        await this.parts.connector.untilConnected(this.stopping.signal);
        await this.follow(token);
      } catch (error) {
        if (this.stopped) break;
        this.parts.logger.warn(`Reopening the change stream: ${messageOf(error)}`);
        this.stuck = this.token === token ? this.stuck + 1 : 0;
        // Give up a position that the stream cannot get past, or one whose change could not be applied.
        if (!isOutage(error) && (!(error instanceof mongo.MongoError) || this.stuck > MAX_STUCK))
          this.token = undefined;
        if (this.stuck > 0 || this.token === undefined || isOutage(error))
          await delay(RETRY_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      }
    }
  }

  /** Applies changes until the service stops, or the stream ends or breaks. */
  private async follow(token: mongo.ResumeToken): Promise<void> {
    const { client, db, products } = this.parts.collections;
    const feed = new ChangeFeed(client, db, products.collectionName, token);
    try {
      let ended = await this.turn(feed);
      // The reading starts only once the stream is open, so that no change during the reading is missed.
      if (token === undefined) this.parts.begin();
      while (!this.stopped && !ended) ended = await this.turn(feed);
    } finally {
      await feed.close();
    }
  }

  /** Applies the next changes; returns whether they were the last of the stream. */
  private async turn(feed: ChangeFeed): Promise<boolean> {
    const { known } = this.parts;
    const batch = await feed.next(this.waitMs);
    await this.parts.takeIn(batch);
    this.token = batch.token;
    if (batch.knownTo !== undefined) known.advance(batch.knownTo);
    this.parts.heard();
    const isBusy = batch.ids.length > 0;
    if (isBusy && this.wasBusy && !known.isAwaited) await delay(GATHER_MS);
    this.wasBusy = isBusy;
    return batch.ended;
  }

  private get waitMs(): number {
    const reading = this.parts.reading();
    if (this.parts.known.isAwaited || reading === 'read') return BUSY_WAIT_MS;
    return reading === 'none' ? IDLE_WAIT_MS : READING_WAIT_MS;
  }
}
