import { Injectable } from '@nestjs/common';
import type { mongo } from 'mongoose';

import { Settings } from '../config/settings.js';
import { MongoConnector } from '../database/mongo-connector.js';
import { MetricsRegistry } from './metrics-registry.js';

const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const MS_PER_SECOND = 1000;

/** The current use of the database connection pool. */
export interface PoolUse {
  /** The maximum number of connections. */
  readonly max: number;
  readonly open: number;
  readonly inUse: number;
  /** Operations waiting for a connection. */
  readonly waiting: number;
}

/** Counts the driver's events about its commands and its pool. */
@Injectable()
export class MongoMetrics {
  private connections = 0;
  private checkedOut = 0;
  private waiting = 0;

  constructor(
    connector: MongoConnector,
    private readonly metrics: MetricsRegistry,
    private readonly settings: Settings,
  ) {
    this.addGauges();
    const watchCommands = this.commandWatcher();
    connector.onClient((client) => {
      watchCommands(client);
      this.watchPool(client);
    });
  }

  get pool(): PoolUse {
    return {
      max: this.settings.MONGO_MAX_POOL_SIZE,
      open: this.connections,
      inUse: this.checkedOut,
      waiting: this.waiting,
    };
  }

  private addGauges(): void {
    this.metrics.gauge('mongodb_pool_max_connections', 'The maximum number of connections to the database', {
      read: () => this.settings.MONGO_MAX_POOL_SIZE,
    });
    this.metrics.gauge('mongodb_pool_connections', 'Open connections to the database', {
      read: () => this.connections,
    });
    this.metrics.gauge('mongodb_pool_connections_in_use', 'Connections with a running command', {
      read: () => this.checkedOut,
    });
    this.metrics.gauge('mongodb_pool_waiting', 'Operations waiting for a connection', { read: () => this.waiting });
  }

  private commandWatcher(): (client: mongo.MongoClient) => void {
    const seconds = this.metrics.histogram('mongodb_command_duration_seconds', 'Duration of a database command', {
      labelNames: ['command'],
      buckets: BUCKETS,
    });
    const failures = this.metrics.counter('mongodb_command_failures_total', 'Database commands that failed', [
      'command',
    ]);
    return (client) => {
      client.on('commandSucceeded', ({ commandName, duration }) => {
        seconds.observe({ command: commandName }, duration / MS_PER_SECOND);
      });
      client.on('commandFailed', ({ commandName }) => {
        failures.inc({ command: commandName });
      });
    };
  }

  /** Each new client starts at zero, because whatever a failed connection attempt left is closed with its client. */
  private watchPool(client: mongo.MongoClient): void {
    this.connections = this.checkedOut = this.waiting = 0;
    client.on('connectionCreated', () => {
      this.connections += 1;
    });
    client.on('connectionClosed', () => {
      this.connections -= 1;
    });
    client.on('connectionCheckOutStarted', () => {
      this.waiting += 1;
    });
    client.on('connectionCheckOutFailed', () => {
      this.waiting -= 1;
    });
    client.on('connectionCheckedOut', () => {
      this.waiting -= 1;
      this.checkedOut += 1;
    });
    client.on('connectionCheckedIn', () => {
      this.checkedOut -= 1;
    });
  }
}
