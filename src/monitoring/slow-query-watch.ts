import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { mongo } from 'mongoose';

import { Settings } from '../config/settings.js';
import { MongoConnector } from '../database/mongo-connector.js';
import { hasShape } from './command-shape.js';
import { SlowQueries } from './slow-queries.js';

type Command = Readonly<Record<string, unknown>>;

type Ended = Pick<mongo.CommandSucceededEvent, 'requestId' | 'commandName' | 'duration'>;

/** Stages of aggregations that take their time by nature: copies, and waiting for changes. */
const LONG_BY_NATURE = new Set(['$merge', '$out', '$changeStream']);
/**
 * What the cursor of an aggregation over a whole database is read from: of those, changes alone are read in batches.
 */
const DATABASE_CURSOR = '$cmd.aggregate';
const MAX_STREAMS = 1_000;

/**
 * Notices commands that took longer than `SLOW_QUERY_MS`, by what the driver tells of each: no profiler, and nothing to
 * be set up on the server. Time is measured here, the network included. A command that is not slow costs two look-ups.
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

/** A reply that was asked for as bytes does not tell its cursor. */
function noteStream(streams: LRUCache<string, true>, reply: unknown): void {
  const id = (reply as { readonly cursor?: { readonly id?: unknown } } | undefined)?.cursor?.id;
  if (id !== undefined) streams.set(String(id), true);
}

/**
 * Whether a command waits for what is still to come: the next batch of a change stream, or one that says how long it
 * waits.
 */
function waitsForChanges(commandName: string, command: Command, streams: LRUCache<string, true>): boolean {
  if (commandName !== 'getMore') return false;
  return (
    command['maxTimeMS'] !== undefined ||
    command['collection'] === DATABASE_CURSOR ||
    streams.has(String(command['getMore']))
  );
}
