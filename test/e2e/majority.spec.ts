import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Document } from 'mongodb';
import type { Connection } from 'mongoose';
import request from 'supertest';

import { insertGenerated } from '../../packages/demo-products/insert-generated.js';
import { eventually } from '../support/eventually.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const WRITES = new Set(
  (
    'insert update delete findAndModify create collMod drop createIndexes dropIndexes renameCollection ' +
    'commitTransaction abortTransaction'
  ).split(' '),
);
const READS = new Set(['find', 'aggregate', 'count', 'distinct']);

/**
 * Copies wait for no majority one by one: the position saved after them does, and without it they are made again. Only
 * the run that makes a copy reads it before that.
 */
const COPIES = /^(insert|update|delete|find) products_(v2_shadow|backup)_/;
/** What the checks before a migration try out and drop again. */
const TRIALS = /catalog_scratch_/;
/** Facts about the server, which know no majority. */
const isAboutServer = ({ $db, pipeline }: Document): boolean =>
  $db === 'local' ||
  (Array.isArray(pipeline) && /^\$(collStats|indexStats|currentOp)$/.test(nameOf(pipeline[0] ?? {})));
const RING = {
  name: 'Orbit ring',
  category: 'rings',
  pricing: { basePrice: 1290 },
  materialSpecs: { metal: { type: '14k-gold' } },
  inventory: { quantity: 40 },
};

let rig: TestApp;
let commands: Document[] = [];

beforeAll(async () => {
  rig = await startTestApp({
    settings: { LAZY_UPGRADE: 'write-back' },
    prepare: async ({ db }) => {
      await insertGenerated(db.collection('products'), { count: 60, seed: 3 });
    },
  });
  rig.app
    .get<Connection>(getConnectionToken())
    .getClient()
    .on('commandStarted', ({ command }) => commands.push(command));
});
afterAll(async () => {
  await rig.close();
});

const ask = (method: 'get' | 'post' | 'patch' | 'delete', path: string): request.Test =>
  request(rig.server)[method](`/api/admin/${path}`).set('x-api-key', rig.keys.admin);

const nameOf = (command: Document): string => Object.keys(command)[0] ?? '';
const isOut = ({ pipeline }: Document): boolean =>
  Array.isArray(pipeline) && pipeline.some((stage: Document) => '$merge' in stage || '$out' in stage);
const target = (command: Document): string => `${nameOf(command)} ${String(command[nameOf(command)])}`;

/** Within a transaction only its first command and its end carry a concern. */
const isInside = (command: Document): boolean =>
  command['autocommit'] === false && command['startTransaction'] !== true;

/** Writes that a majority need not confirm. */
function unsafeWrites(): string[] {
  return commands
    .filter((command) => WRITES.has(nameOf(command)) || isOut(command))
    .filter((command) => command['autocommit'] !== false || nameOf(command).endsWith('Transaction'))
    .filter(({ writeConcern }) => writeConcern?.w !== 'majority')
    .map(target);
}

/** Reads of what may still be rolled back. */
function unsafeReads(): string[] {
  return commands
    .filter((command) => READS.has(nameOf(command)) || command['startTransaction'] === true)
    .filter((command) => !isInside(command) && !isAboutServer(command))
    .filter(({ readConcern }) => !['majority', 'snapshot'].includes(readConcern?.level))
    .map(target);
}

describe('every command of the service', () => {
  it('that a product write consists of reads and writes with a majority', async () => {
    commands = [];
    const { body } = await ask('post', 'products').set('idempotency-key', 'one').send(RING).expect(201);
    const id = body.data._id as string;
    await ask('patch', `products/${id}`).send({ name: 'Comet ring' }).expect(200);
    await ask('post', `products/${id}/inventory`).send({ delta: 3 }).expect(200);
    await ask('delete', `products/${id}`).send({ confirm: id }).expect(200);
    const old = await rig.database.db.collection('products').findOne({});
    await ask('patch', `products/${String(old?._id)}`)
      .send({ name: 'Nova ring' })
      .expect(200);

    expect(commands.filter((command) => WRITES.has(nameOf(command))).length).toBeGreaterThan(8);
    expect(unsafeWrites()).toEqual([]);
    expect(unsafeReads()).toEqual([]);
  });

  it('that a request waits for has a time limit: reads of products, and writes that a majority confirms', async () => {
    const old = await rig.database.db.collection('products').findOne({});
    commands = [];
    await request(rig.server).get(`/api/products/${String(old?._id)}`);
    await ask('get', `products/${String(old?._id)}`).expect(200);
    // Changes also make the catalog in memory read, for which nobody waits.
    const reads = commands.filter((command) => target(command) === 'find products');
    commands = [];
    await ask('patch', `products/${String(old?._id)}`)
      .set('idempotency-key', 'two')
      .send({ name: 'Aurora ring' })
      .expect(200);

    const waitedFor = [...reads, ...commands].filter(
      (command) => !isInside(command) || nameOf(command) === 'commitTransaction',
    );
    const limited = (name: string): boolean[] =>
      waitedFor
        .filter((command) => target(command).startsWith(name) && (name !== 'find products' || reads.includes(command)))
        .map(({ maxTimeMS }) => typeof maxTimeMS === 'number');
    const all = ['find products', 'insert catalog_audit', 'findAndModify catalog_idempotency', 'commitTransaction'].map(
      (name) => [name, [...new Set(limited(name))]],
    );
    expect(all).toEqual(all.map(([name]) => [name, [true]]));
  });

  it('of a migration too', async () => {
    commands = [];
    const { body } = await ask('post', 'migrations').send({ strategy: 'blue-green', acceptBlockers: true }).expect(202);
    const id = body.data.id as string;
    const until = (state: string) =>
      eventually(state, async () => {
        const run = (await ask('get', `migrations/${id}`)).body.data;
        if (run.state === 'failed') throw new Error(JSON.stringify(run.error));
        return run.state === state;
      });
    await until('completed');

    expect(unsafeWrites().filter((command) => !COPIES.test(command) && !TRIALS.test(command))).toEqual([]);
    expect(unsafeReads().filter((command) => !COPIES.test(command))).toEqual([]);
  });
});
