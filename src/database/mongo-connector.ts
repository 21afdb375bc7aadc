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
/** A single lost connection hides a server for a moment: only after this time is the database called out of reach. */
const OUT_OF_REACH_MS = 1_000;
/**
 * An election is over by then: a write that finds no primary for longer is refused at once instead of waiting for one.
 */
const ELECTION_MS = 5_000;
const RETRY_AFTER_SECONDS = 2;

interface ConnectorEvents {
  client: [mongo.MongoClient];
  connected: [];
}

/**
 * Opens the connection, in the background and for as long as it takes: Mongoose tries once, and a service must start
 * while its database is down. Once open, the driver reconnects by itself.
 */
@Injectable()
export class MongoConnector implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(MongoConnector.name);
  /** As many listen as there are parts that wait for the connection. */
  private readonly events = new EventEmitter<ConnectorEvents>().setMaxListeners(0);
  private readonly closing = new AbortController();
  private opened = false;
  private primaryKnown = false;
  /** Since when no server that takes writes is known, by `performance.now()`. */
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

  /** A start on a database that is up is complete with its connection; on one that is down it does not wait. */
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

  /** Whether a server is known at this moment that takes writes. */
  get hasPrimary(): boolean {
    return this.opened && this.primaryKnown;
  }

  /**
   * Throws `UnavailableError` at once where the database is known to be out of reach, instead of waiting for a
   * time-out.
   */
  requireReadable(): void {
    this.requirePrimary(OUT_OF_REACH_MS);
  }

  /** The same for writes, which wait for an election to end. */
  requireWritable(): void {
    this.requirePrimary(ELECTION_MS);
  }

  /** Why the last try to open the connection failed; `undefined` where none has. */
  get lastProblem(): string | undefined {
    return this.problem;
  }

  /**
   * Calls back with each driver client before it connects, for monitoring. To be called before the application starts.
   */
  onClient(listener: (client: mongo.MongoClient) => void): void {
    this.events.on('client', listener);
  }

  /** Resolves when the connection has been opened for the first time. */
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

  /** Tries follow each other quickly: the same problem is told once. */
  private noteProblem(problem: string): void {
    if (problem !== this.problem) this.logger.warn(`The database can't be reached yet: ${problem}`);
    this.problem = problem;
  }

  private requirePrimary(graceMs: number): void {
    if (this.hasPrimary || performance.now() - this.primaryLostAt < graceMs) return;
    throw new UnavailableError('The database is out of reach; try again in a moment', RETRY_AFTER_SECONDS);
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
