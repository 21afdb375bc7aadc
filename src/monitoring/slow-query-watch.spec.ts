import { EventEmitter } from 'node:events';

import { describe, expect, it } from '@jest/globals';

import { Settings } from '../config/settings.js';
import { withSettings } from '../config/with-settings.js';
import type { MongoConnector } from '../database/mongo-connector.js';
import type { SlowQueries } from './slow-queries.js';
import { SlowQueryWatch } from './slow-query-watch.js';

type Command = Readonly<Record<string, unknown>>;

interface Sent {
  readonly name: string;
  readonly command: Command;
  readonly ms: number;
  readonly reply?: unknown;
  readonly database?: string;
  readonly fails?: boolean;
}

/** The names of the commands reported as slow. */
function slowOf(sent: readonly Sent[]): string[] {
  const slow: string[] = [];
  const client = new EventEmitter();
  const connector = {
    onClient: (listener: (of: EventEmitter) => void) => {
      listener(client);
    },
  } as unknown as MongoConnector;
  const watch = new SlowQueryWatch(connector, withSettings(new Settings(), { MONGODB_DATABASE: 'shop' }), {
    record: (name: string) => {
      slow.push(name);
    },
  } as unknown as SlowQueries);
  expect(watch).toBeDefined();
  for (const [requestId, { name, command, ms, reply = {}, database = 'shop', fails = false }] of sent.entries()) {
    client.emit('commandStarted', { requestId, commandName: name, databaseName: database, command });
    client.emit(fails ? 'commandFailed' : 'commandSucceeded', {
      requestId,
      commandName: name,
      duration: ms,
      ...(fails ? {} : { reply }),
    });
  }
  return slow;
}

const find: Command = { find: 'products', filter: {} };
const changes: Command = { aggregate: 'products', pipeline: [{ $changeStream: {} }, { $match: {} }] };

describe('SlowQueryWatch', () => {
  it.each<{ title: string; sent: readonly Sent[]; slow: readonly string[] }>([
    { title: 'a command over the limit', sent: [{ name: 'find', command: find, ms: 301 }], slow: ['find'] },
    { title: 'no command at the limit', sent: [{ name: 'find', command: find, ms: 300 }], slow: [] },
    {
      title: 'a slow command that failed',
      sent: [{ name: 'find', command: find, ms: 2_000, fails: true }],
      slow: ['find'],
    },
    {
      title: 'a further batch',
      sent: [{ name: 'getMore', command: { getMore: 7n, collection: 'products' }, ms: 400 }],
      slow: ['getMore'],
    },
    {
      title: 'no commands of other databases',
      sent: [{ name: 'find', command: find, ms: 900, database: 'local' }],
      slow: [],
    },
    {
      title: 'no commands without a shape',
      sent: [{ name: 'createIndexes', command: { createIndexes: 'products' }, ms: 9_000 }],
      slow: [],
    },
    {
      title: 'no copies',
      sent: [
        {
          name: 'aggregate',
          command: { aggregate: 'products', pipeline: [{ $match: {} }, { $merge: 'x' }] },
          ms: 9_000,
        },
      ],
      slow: [],
    },
    {
      title: 'no waits for changes',
      slow: ['find', 'getMore'],
      sent: [
        { name: 'aggregate', command: changes, ms: 900, reply: { cursor: { id: 7n } } },
        { name: 'getMore', command: { getMore: 7n, collection: 'products' }, ms: 1_000 },
        { name: 'getMore', command: { getMore: 8n, collection: 'products', maxTimeMS: 1_000 }, ms: 1_000 },
        { name: 'getMore', command: { getMore: 9n, collection: '$cmd.aggregate' }, ms: 1_000 },
        { name: 'find', command: find, ms: 400 },
        { name: 'getMore', command: { getMore: 10n, collection: 'products' }, ms: 400 },
      ],
    },
    {
      title: 'other commands while a stream is read as bytes',
      slow: ['find'],
      sent: [
        { name: 'aggregate', command: { ...changes, aggregate: 1 }, ms: 5, reply: new Uint8Array(3) },
        { name: 'find', command: find, ms: 400 },
      ],
    },
  ])('notices $title', ({ sent, slow }) => {
    expect(slowOf(sent)).toEqual(slow);
  });
});
