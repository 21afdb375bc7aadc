import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { mongo } from 'mongoose';

import { Settings } from '../config/settings.js';
import { MongoConnector } from '../database/mongo-connector.js';
import { hasShape } from './command-shape.js';
import { SlowQueries } from './slow-queries.js';

type Command = Readonly<Record<string, unknown>>;

type Ended = Pick<mongo.CommandSucceededEvent, 'requestId' | 'commandName' | 'duration'>;

/** Aggregation stages that are slow by nature: copies, and waiting for changes. */
const LONG_BY_NATURE = new Set(['$merge', '$out', '$changeStream']);
/** The namespace of a database-wide aggregation cursor; only change streams read such cursors in batches. */
const DATABASE_CURSOR = '$cmd.aggregate';
const MAX_STREAMS = 1_000;

/**
 * Detects commands slower than `SLOW_QUERY_MS` from the driver's command events: no profiler, nothing to set up on the
 * server. Durations include the network. A fast command costs two map lookups.
 */
@Injectable()
export class SlowQueryWatch {
  constructor(
    connector: MongoConnector,
    private readonly settings: Settings,
    private readonly slow: SlowQueries,
  ) {
    connector.onClient((client) => {
      this.watch(client);
    });
  }

  private watch(client: mongo.MongoClient): void {
    const { MONGODB_DATABASE: database, SLOW_QUERY_MS: limit } = this.settings;
    const started = new Map<number, Command>();
    const streams = new LRUCache<string, true>({ max: MAX_STREAMS });

    const ended = ({ requestId, commandName, duration }: Ended, reply?: unknown): void => {
      const command = started.get(requestId);
      if (command === undefined) return;
      started.delete(requestId);
      if (isChangeStream(commandName, command)) noteStream(streams, reply);
      if (duration > limit && !isLongByNature(commandName, command) && !waitsForChanges(commandName, command, streams))
        this.slow.record(commandName, command, duration);
    };
    client.on('commandStarted', ({ requestId, commandName, databaseName, command }) => {
      if (databaseName === database && hasShape(commandName)) started.set(requestId, command);
    });
    client.on('commandSucceeded', (event) => {
      ended(event, event.reply);
    });
    client.on('commandFailed', (event) => {
      ended(event);
    });
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

/** A reply requested as bytes does not reveal its cursor. */
function noteStream(streams: LRUCache<string, true>, reply: unknown): void {
  const id = (reply as { readonly cursor?: { readonly id?: unknown } } | undefined)?.cursor?.id;
  if (id !== undefined) streams.set(String(id), true);
}

/** Whether a command waits for future events: the next batch of a change stream, or one with a wait time. */
function waitsForChanges(commandName: string, command: Command, streams: LRUCache<string, true>): boolean {
  if (commandName !== 'getMore') return false;
  return (
    command['maxTimeMS'] !== undefined ||
    command['collection'] === DATABASE_CURSOR ||
    streams.has(String(command['getMore']))
  );
}
