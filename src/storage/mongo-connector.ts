import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';

import { messageOf } from '../errors/message-of.js';
import { Settings } from '../config/settings.js';
import { mongoOptions } from './mongo-options.js';

const RETRY_MS = 500;
const CAN_WRITE: ReadonlySet<string> = new Set(['RSPrimary', 'Mongos', 'Standalone', 'LoadBalancer']);

interface ConnectorEvents {
  client: [mongo.MongoClient];
  connected: [];
}

/**
 * Opens the connection, in the background and for as long as it takes: Mongoose tries once, and a service must start while
 * its database is down. Once open, the driver reconnects by itself.
 */
@Injectable()
export class MongoConnector implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(MongoConnector.name);
  /** As many listen as there are parts that wait for the connection. */
  private readonly events = new EventEmitter<ConnectorEvents>().setMaxListeners(0);
  private readonly closing = new AbortController();
  private opened = false;
  private primaryKnown = false;
  private problem: string | undefined;
  private opening: Promise<void> = Promise.resolve();

  constructor(@InjectConnection() private readonly connection: Connection, private readonly settings: Settings) {}

  onModuleInit(): void {
    this.opening = this.open();
  }

  /** A start on a database that is up is complete with its connection; on one that is down it does not wait. */
  async onApplicationBootstrap(): Promise<void> {
    await Promise.race([this.opening, sleep(this.settings.MONGO_CONNECT_TIMEOUT_MS, undefined, { signal: this.closing.signal, ref: false })])
      .catch(() => undefined);
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

  /** Why the last try to open the connection failed; `undefined` where none has. */
  get lastProblem(): string | undefined {
    return this.problem;
  }

  /** Calls back with each driver client before it connects, for monitoring. To be called before the application starts. */
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

  private watch(client: mongo.MongoClient): void {
    client.on('topologyDescriptionChanged', ({ newDescription }) => {
      this.primaryKnown = [...newDescription.servers.values()].some(({ type }) => CAN_WRITE.has(type));
    });
    this.events.emit('client', client);
  }
}
