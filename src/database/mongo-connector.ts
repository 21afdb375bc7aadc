import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';

import { UnavailableError } from '../errors/domain-error.js';
import { messageOf } from '../errors/message-of.js';
import { Settings } from '../config/settings.js';
import { mongoOptions } from './mongo-options.js';

const RETRY_MS = 500;
const CAN_WRITE: ReadonlySet<string> = new Set(['RSPrimary', 'Mongos', 'Standalone', 'LoadBalancer']);
/** A single lost connection hides a server for a moment, so the database counts as unreachable only after this time. */
const OUT_OF_REACH_MS = 1_000;
/**
 * Elections are over by then: if there has been no primary for longer, a write is rejected at once instead of waiting.
 */
const ELECTION_MS = 5_000;
const RETRY_AFTER_SECONDS = 2;

interface ConnectorEvents {
  client: [mongo.MongoClient];
  connected: [];
}

/**
 * Opens the connection in the background and keeps trying: Mongoose tries once, but the service must start while its
 * database is down. Once open, the driver reconnects by itself.
 */
@Injectable()
export class MongoConnector implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(MongoConnector.name);
  /** Every part that waits for the connection adds a listener. */
  private readonly events = new EventEmitter<ConnectorEvents>().setMaxListeners(0);
  private readonly closing = new AbortController();
  private opened = false;
  private primaryKnown = false;
  /** Since when no writable server has been known, by `performance.now()`. */
  private primaryLostAt = performance.now();
  private problem: string | undefined;
  private opening: Promise<void> = Promise.resolve();

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly settings: Settings,
  ) {}

  onModuleInit(): void {
    this.opening = this.open();
  }

  /** If the database is up, startup waits for the connection; if it is down, startup does not wait. */
  async onApplicationBootstrap(): Promise<void> {
    await Promise.race([
      this.opening,
      sleep(this.settings.MONGO_CONNECT_TIMEOUT_MS, undefined, { signal: this.closing.signal, ref: false }),
    ]).catch(() => undefined);
  }

  async onApplicationShutdown(): Promise<void> {
    this.closing.abort();
    await this.opening;
    await this.connection.close();
  }

  /** Whether a writable server is currently known. */
  get hasPrimary(): boolean {
    return this.opened && this.primaryKnown;
  }

  /**
   * Throws `UnavailableError` immediately if the database is known to be unreachable, instead of waiting for a timeout.
   */
  requireReadable(): void {
    this.requirePrimary(OUT_OF_REACH_MS);
  }

  /** The same for writes, which wait for an election to end. */
  requireWritable(): void {
    this.requirePrimary(ELECTION_MS);
  }

  /** Why the last attempt to connect failed; `undefined` if none has. */
  get lastProblem(): string | undefined {
    return this.problem;
  }

  /** Calls back with each driver client before it connects, for monitoring. Call it before the application starts. */
  onClient(listener: (client: mongo.MongoClient) => void): void {
    this.events.on('client', listener);
  }

  /** Resolves once the connection has been opened for the first time. */
  async untilConnected(signal: AbortSignal = this.closing.signal): Promise<void> {
    if (!this.opened) await once(this.events, 'connected', { signal });
  }

  private async open(): Promise<void> {
    while (!this.closing.signal.aborted) {
      try {
        const opening = this.connection.openUri(this.settings.MONGODB_URI ?? '', mongoOptions(this.settings));
        this.watch(this.connection.getClient());
        await opening;
        this.opened = true;
        this.events.emit('connected');
        return;
      } catch (error) {
        this.noteProblem(messageOf(error));
        await sleep(RETRY_MS, undefined, { signal: this.closing.signal }).catch(() => undefined);
      }
    }
  }

  /** Attempts follow each other quickly, so the same problem is logged once. */
  private noteProblem(problem: string): void {
    if (problem !== this.problem) this.logger.warn(`The database can't be reached yet: ${problem}`);
    this.problem = problem;
  }

  private requirePrimary(graceMs: number): void {
    if (this.hasPrimary || performance.now() - this.primaryLostAt < graceMs) return;
    throw new UnavailableError('The database is unreachable; try again in a moment', RETRY_AFTER_SECONDS);
  }

  private watch(client: mongo.MongoClient): void {
    client.on('topologyDescriptionChanged', ({ newDescription }) => {
      const known = [...newDescription.servers.values()].some(({ type }) => CAN_WRITE.has(type));
      if (this.primaryKnown && !known) this.primaryLostAt = performance.now();
      this.primaryKnown = known;
    });
    this.events.emit('client', client);
  }
}
