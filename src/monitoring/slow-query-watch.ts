import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { mongo } from 'mongoose';

import { Settings } from '../config/settings.js';
import { MongoConnector } from '../storage/mongo-connector.js';
import { hasShape } from './command-shape.js';
import { SlowQueries } from './slow-queries.js';

type Command = Readonly<Record<string, unknown>>;

/** Stages of aggregations that take their time by nature: copies, and waiting for changes. */
const LONG_BY_NATURE = new Set(['$merge', '$out', '$changeStream']);
const MOST_STREAMS = 1_000;

/**
 * Notices commands that took longer than `SLOW_QUERY_MS`, by what the driver tells of each: no profiler, and nothing to be
 * set up on the server. Time is measured here, the network included. A command that is not slow costs two look-ups.
 */
@Injectable()
export class SlowQueryWatch {
  constructor(connector: MongoConnector, private readonly settings: Settings, private readonly slow: SlowQueries) {
    connector.onClient((client) => { this.watch(client); });
  }

  private watch(client: mongo.MongoClient): void {
    const { MONGODB_DATABASE: database, SLOW_QUERY_MS: limit } = this.settings;
    const started = new Map<number, Command>();
    const streams = new LRUCache<string, true>({ max: MOST_STREAMS });

    const ended = ({ requestId, commandName, duration }: Pick<mongo.CommandSucceededEvent, 'requestId' | 'commandName' | 'duration'>, reply?: unknown): void => {
      const command = started.get(requestId);
      if (command === undefined) return;
      started.delete(requestId);
      if (isChangeStream(commandName, command)) streams.set(cursorId(reply), true);
      if (duration <= limit || isLongByNature(commandName, command) || streams.has(String(command['getMore']))) return;
      this.slow.record(commandName, command, duration);
    };
    client.on('commandStarted', ({ requestId, commandName, databaseName, command }) => {
      if (databaseName === database && hasShape(commandName)) started.set(requestId, command);
    });
    client.on('commandSucceeded', (event) => { ended(event, event.reply); });
    client.on('commandFailed', (event) => { ended(event); });
  }
}

function isChangeStream(commandName: string, command: Command): boolean {
  return commandName === 'aggregate' && stagesOf(command).includes('$changeStream');
}

function isLongByNature(commandName: string, command: Command): boolean {
  return commandName === 'aggregate' && stagesOf(command).some((stage) => LONG_BY_NATURE.has(stage));
}

function stagesOf({ pipeline }: Command): string[] {
  return Array.isArray(pipeline) ? pipeline.flatMap((stage: object) => Object.keys(stage)) : [];
}

function cursorId(reply: unknown): string {
  return String((reply as { readonly cursor?: { readonly id?: unknown } } | undefined)?.cursor?.id);
}
